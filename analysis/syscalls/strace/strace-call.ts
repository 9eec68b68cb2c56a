/** The call that a parser hands over: one object that is filled again and again. */
import type { Syscall, SyscallMessage } from '../syscall.ts'
import { COMMA, EQUALS, isDigit, LESS, ZERO } from './ascii.ts'
import { ByteTable } from './byte-table.ts'
import { type CallName, callName } from './call-name.ts'
import { Datagrams, internetPeer } from './datagrams.ts'
import { decorationEnd, unescapedText } from './quoted.ts'
import type { Beginning } from './unfinished-calls.ts'

type Descriptor = {
  readonly text: string
  /** Where it is connected to; undefined when it is not known to be a socket of the internet. */
  readonly peer: string | undefined
}

/** Linux knows no longer ones. */
const PATH_CHARS_MAX = 4096
const NO_DESCRIPTOR: Descriptor = { text: '', peer: undefined }
const NO_MESSAGES: readonly SyscallMessage[] = []
/** Of `fd` in `close(fd=9)`. */
const ARGUMENT_NAME_BYTES_MAX = 32

export class StraceCall implements Syscall {
  tid = 0
  startNs = Number.NaN
  durationNs = Number.NaN
  result = Number.NaN
  errno = ''
  called: CallName = callName('')
  /** What came before, when the call was resumed; then the arguments go on with `bytes`. */
  beginning: Beginning | undefined
  bytes: Uint8Array = new Uint8Array(0)
  argsFrom = 0
  argsTo = 0

  readonly #descriptors = new ByteTable<Descriptor>(4096, descriptorOf)
  readonly #datagrams = new Datagrams()
  #joined = new Uint8Array(1024)

  get name(): string {
    return this.called.text
  }

  fd(): number {
    if (!this.called.takesDescriptor) return -1
    const bytes = this.#first()
    const from = this.#firstAt()
    const to = this.#firstTo()
    let value = 0
    let at = from
    for (; at < to && isDigit(bytes[at] ?? 0); at++) value = value * 10 + (bytes[at] ?? 0) - ZERO
    return at === from ? -1 : value
  }

  descriptor(): string {
    return this.called.takesDescriptor ? this.#descriptor().text : ''
  }

  messages(): readonly SyscallMessage[] {
    const { carries, text } = this.called
    if (carries === 'nothing' || this.errno !== '') return NO_MESSAGES
    const { peer } = this.#descriptor()
    // Of files and pipes there is nobody at the other end to tell of.
    if (peer === undefined && !ONLY_SOCKETS.has(text)) return NO_MESSAGES
    const args = this.#args()
    return this.#datagrams.read(carries, args.bytes, args.from, args.to, this.result, peer ?? '')
  }

  #descriptor(): Descriptor {
    const bytes = this.#first()
    const to = this.#firstTo()
    let at = this.#firstAt()
    while (at < to && isDigit(bytes[at] ?? 0)) at++
    if (at >= to || bytes[at] !== LESS) return NO_DESCRIPTOR
    const behind = decorationEnd(bytes, at, to)
    return behind === at + 1 ? NO_DESCRIPTOR : this.#descriptors.get(bytes, at + 1, behind - 1)
  }

  /** The bytes that the first argument is in: it is never split. */
  #first(): Uint8Array {
    return this.#head()?.bytes ?? this.bytes
  }

  #firstTo(): number {
    return this.#head()?.to ?? this.argsTo
  }

  #head(): Beginning | undefined {
    const { beginning } = this
    return beginning !== undefined && beginning.from < beginning.to ? beginning : undefined
  }

  /** Where its value begins: `9` in `9, `, and in `fd=9, `. */
  #firstAt(): number {
    const bytes = this.#first()
    const from = this.#head()?.from ?? this.argsFrom
    const to = Math.min(this.#firstTo(), from + ARGUMENT_NAME_BYTES_MAX)
    if (isDigit(bytes[from] ?? 0)) return from
    for (let at = from; at < to; at++) {
      const byte = bytes[at]
      if (byte === EQUALS) return at + 1
      if (byte === COMMA || byte === LESS) break
    }
    return from
  }

  #args(): { readonly bytes: Uint8Array; readonly from: number; readonly to: number } {
    const head = this.#head()
    if (head === undefined) return { bytes: this.bytes, from: this.argsFrom, to: this.argsTo }
    const headLength = head.to - head.from
    const length = headLength + this.argsTo - this.argsFrom
    if (this.#joined.length < length) this.#joined = new Uint8Array(2 * length)
    this.#joined.set(head.bytes.subarray(head.from, head.to))
    this.#joined.set(this.bytes.subarray(this.argsFrom, this.argsTo), headLength)
    return { bytes: this.#joined, from: 0, to: length }
  }
}

const ONLY_SOCKETS: ReadonlySet<string> = new Set([
  'send',
  'sendto',
  'sendmsg',
  'sendmmsg',
  'recv',
  'recvfrom',
  'recvmsg',
  'recvmmsg',
])

function descriptorOf(escaped: string): Descriptor {
  const bytes = Uint8Array.from(escaped, (character) => character.charCodeAt(0))
  const text = unescapedText(bytes, 0, bytes.length).slice(0, PATH_CHARS_MAX)
  return { text, peer: internetPeer(text) }
}
