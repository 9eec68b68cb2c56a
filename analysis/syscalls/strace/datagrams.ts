/**
 * What a call sent or received, out of its arguments: whom to or from, how many bytes, and those of
 * them that the capture shows.
 */
import type { SyscallMessage } from '../syscall.ts'
import { CLOSE_BRACE, EQUALS, isDigit, LESS, OPEN_BRACE, QUOTE, spells, ZERO } from './ascii.ts'
import { ByteTable } from './byte-table.ts'
import type { Carries } from './call-name.ts'
import { closingQuote, decorationEnd, unescapedText, unescapeInto } from './quoted.ts'

const NO_MESSAGES: readonly SyscallMessage[] = []

/** How most addresses begin. */
const IPV4 = '{sa_family=AF_INET, sin_port=htons('

/** Bytes that something begins with, or a key ends. */
const MATTERS = new Uint8Array(256)
for (const byte of [QUOTE, EQUALS, OPEN_BRACE, LESS]) MATTERS[byte] = 1

/** A message in the making. */
class Draft {
  peer = ''
  sizeBytes = Number.NaN
  /** What the vector could hold. */
  roomBytes = 0
  length = 0
  isShown = false
}

/** Keys that stand before what matters: `iov_base="ping"`. */
type Key = 'msg_hdr' | 'msg_name' | 'iov_base' | 'iov_len' | 'msg_len'

/** By their last letter, which tells most keys from them. */
const KEYS_BY_END: ReadonlyMap<number, readonly Key[]> = new Map(
  Object.entries({
    r: ['msg_hdr'],
    e: ['msg_name', 'iov_base'],
    n: ['iov_len', 'msg_len'],
  } as const).map(([end, keys]) => [end.charCodeAt(0), keys]),
)

/** Reads messages; one for a parser, for what it uses again. */
export class Datagrams {
  readonly #peers = new ByteTable<string>(4096, peerOf)
  /** By what is behind `IPV4`, up to the end of the host. */
  readonly #ipv4Peers = new ByteTable<string>(4096, (text) => peerOf(`${IPV4}${text}"`))
  #plain = new Uint8Array(2048)

  /** Of a call that returned `result`; `connectedPeer` is where its socket is connected to. */
  read(
    carries: Carries,
    bytes: Uint8Array,
    from: number,
    to: number,
    result: number,
    connectedPeer: string,
  ): readonly SyscallMessage[] {
    if (!(result >= 0)) return NO_MESSAGES
    if (carries === 'vectors') return this.#several(bytes, from, to, result, connectedPeer)
    const draft = new Draft()
    draft.sizeBytes = result
    this.#draft(draft, carries, bytes, from, to)
    return [this.#message(draft, connectedPeer)]
  }

  #several(
    bytes: Uint8Array,
    from: number,
    to: number,
    result: number,
    connectedPeer: string,
  ): readonly SyscallMessage[] {
    const messages: SyscallMessage[] = []
    let at = from
    while (at < to && messages.length < result) {
      const draft = new Draft()
      at = this.#draft(draft, 'vectors', bytes, at, to)
      // Nothing but the end of the list.
      if (!draft.isShown && draft.peer === '' && Number.isNaN(draft.sizeBytes)) continue
      messages.push(this.#message(draft, connectedPeer))
    }
    return messages
  }

  /** Reads to the end, or of several messages to the next one. Returns where that is. */
  #draft(draft: Draft, carries: Carries, bytes: Uint8Array, from: number, to: number): number {
    let key: Key | undefined
    let hasHeader = false
    // Where one bracket stays open, none is looked for again: that could take forever.
    let hasDecorations = true
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0
      if (MATTERS[byte] === 0) continue
      if (byte === QUOTE) {
        const end = closingQuote(bytes, at + 1, to)
        const isFirstBuffer = carries === 'buffer' && !draft.isShown
        if (key === 'iov_base' || isFirstBuffer) {
          this.#append(draft, bytes, at + 1, end)
          // The rest is of no interest.
          if (carries === 'vector' && draft.length >= draft.sizeBytes) return to
        }
        key = undefined
        at = end
      } else if (byte === EQUALS) {
        key = keyBefore(bytes, from, at)
        if (key === 'msg_hdr') {
          if (hasHeader) return at - key.length
          hasHeader = true
        } else if (key === 'msg_len') draft.sizeBytes = numberAt(bytes, at + 1, to)
        else if (key === 'iov_len') draft.roomBytes += numberAt(bytes, at + 1, to)
      } else if (byte === OPEN_BRACE) {
        const isPeer = key === 'msg_name' || (carries === 'buffer' && isAddress(bytes, at, to))
        if (isPeer) {
          at = this.#peer(draft, bytes, at, to)
          if (carries === 'buffer' && draft.isShown) return to
        }
        key = undefined
      } else if (byte === LESS && hasDecorations) {
        const behind = decorationEnd(bytes, at, to)
        hasDecorations = behind > at + 1
        at = behind - 1
      }
    }
    return to
  }

  /** Reads the address that begins at `from`. Returns where it ends. */
  #peer(draft: Draft, bytes: Uint8Array, from: number, to: number): number {
    const portFrom = from + IPV4.length
    if (portFrom >= to || !spells(bytes, from, IPV4)) {
      const end = closingBrace(bytes, from, to)
      draft.peer = this.#peers.get(bytes, from, end)
      return end
    }
    // There is one for every datagram: only what makes it another is looked at.
    const hostFrom = closingQuote(bytes, portFrom, to) + 1
    const hostTo = closingQuote(bytes, hostFrom, to)
    draft.peer = this.#ipv4Peers.get(bytes, portFrom, hostTo)
    return Math.min(hostTo + 2, to)
  }

  #append(draft: Draft, bytes: Uint8Array, from: number, to: number): void {
    const room = draft.length + (to - from)
    if (this.#plain.length < room) {
      const roomier = new Uint8Array(2 * room)
      roomier.set(this.#plain.subarray(0, draft.length))
      this.#plain = roomier
    }
    draft.length = unescapeInto(this.#plain, draft.length, bytes, from, to)
    draft.isShown = true
  }

  #message(draft: Draft, connectedPeer: string): SyscallMessage {
    const sizeBytes = Number.isNaN(draft.sizeBytes) ? draft.roomBytes : draft.sizeBytes
    return {
      peer: draft.peer === '' ? connectedPeer : draft.peer,
      bytes: draft.isShown ? this.#plain.slice(0, Math.min(draft.length, sizeBytes)) : undefined,
      sizeBytes,
    }
  }
}

/** The key that ends before `equals`, if it is one that matters. */
function keyBefore(bytes: Uint8Array, from: number, equals: number): Key | undefined {
  const keys = KEYS_BY_END.get(bytes[equals - 1] ?? 0)
  if (keys === undefined) return undefined
  for (const key of keys) {
    const at = equals - key.length
    if (at >= from && spells(bytes, at, key)) return key
  }
  return undefined
}

const FAMILY = 'sa_family='

/** `{sa_family=AF_INET, …}` */
function isAddress(bytes: Uint8Array, at: number, to: number): boolean {
  return at + FAMILY.length < to && spells(bytes, at + 1, FAMILY)
}

function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to && isDigit(bytes[at] ?? 0); at++) {
    value = value * 10 + (bytes[at] ?? 0) - ZERO
  }
  return value
}

/** Of what is open at `from`, or `to`. */
function closingBrace(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = closingQuote(bytes, at + 1, to)
    else if (byte === OPEN_BRACE) depth++
    else if (byte === CLOSE_BRACE && --depth === 0) return at
  }
  return to
}

const PORT = /htons\((\d+)\)/
const HOST = /inet_(?:addr\(|pton\(AF_INET6, )"([^"]*)"/

/** `127.0.0.1:9001` of what strace makes of an address; empty for those that have no port. */
function peerOf(text: string): string {
  const port = PORT.exec(text)?.[1]
  const host = HOST.exec(text)?.[1]
  if (port === undefined || host === undefined) return ''
  const bytes = Uint8Array.from(host, (character) => character.charCodeAt(0))
  const plain = unescapedText(bytes, 0, bytes.length)
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`
}

const SOCKET = /^(?:TCP|UDP)(?:v6)?(?:-\w+)?:\[(?:.*->(?<peer>.*))?.*\]$/

/** Whether a descriptor is a socket of the internet, and where that is connected to. */
export function internetPeer(descriptor: string): string | undefined {
  const found = SOCKET.exec(descriptor)
  return found === null ? undefined : (found.groups?.['peer'] ?? '')
}
