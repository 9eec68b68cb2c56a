/** A datagram as our bpftrace program noted it: its size, three words of address and the first of its bytes in words. */
import type { SyscallMessage } from '../syscall.ts'

export type NotedMessage = {
  /** Which of those that the call carried. */
  readonly index: number
  readonly sizeBytes: number
  /** Of a `sockaddr`, then of the datagram; decimal, as bpftrace prints words. */
  readonly words: readonly string[]
}

const ADDRESS_WORDS = 3
const WORD_BYTES = 8
const AF_INET = 2
const AF_INET6 = 10
const IPV6_AT = 8

export function readMessage(message: NotedMessage, connectedPeer: string): SyscallMessage {
  const { sizeBytes, words } = message
  const peer = peerIn(bytesOf(words.slice(0, ADDRESS_WORDS)))
  const bytes = bytesOf(words.slice(ADDRESS_WORDS))
  return {
    peer: peer === '' ? connectedPeer : peer,
    bytes: bytes.subarray(0, Math.max(0, sizeBytes)),
    sizeBytes,
  }
}

/** Words are little-endian: so are the machines whose numbers of calls we know. */
function bytesOf(words: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(words.length * WORD_BYTES)
  const view = new DataView(bytes.buffer)
  for (const [at, word] of words.entries()) {
    if (word === '0') continue
    view.setBigUint64(at * WORD_BYTES, BigInt.asUintN(64, BigInt(word)), true)
  }
  return bytes
}

/** `127.0.0.1:9001` of a `sockaddr`; empty when there is none, or one of another kind. */
function peerIn(address: Uint8Array): string {
  const family = (address[0] ?? 0) | ((address[1] ?? 0) << 8)
  const port = ((address[2] ?? 0) << 8) | (address[3] ?? 0)
  if (family === AF_INET) return `${address.subarray(4, 8).join('.')}:${port}`
  if (family === AF_INET6) return `[${ipv6Text(address.subarray(IPV6_AT, IPV6_AT + 16))}]:${port}`
  return ''
}

/** RFC 5952, as strace writes it: the first longest run of zero groups cut, IPv4 within it dotted. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  )
  if (groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff') {
    return `::ffff:${bytes.subarray(12).join('.')}`
  }
  let cut = { at: 0, length: 1 }
  for (let at = 0; at < groups.length; at++) {
    const next = groups.findIndex((group, index) => index >= at && group !== '0')
    const length = (next < 0 ? groups.length : next) - at
    if (length > cut.length) cut = { at, length }
  }
  if (cut.length === 1) return groups.join(':')
  const [head, tail] = [groups.slice(0, cut.at), groups.slice(cut.at + cut.length)]
  return `${head.join(':')}::${tail.join(':')}`
}
