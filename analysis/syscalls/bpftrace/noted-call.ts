/** A call as our bpftrace program noted it: a line of numbers, and one more for each datagram. */
import { errnoName } from '../errno-names.ts'
import { callName } from '../strace/call-name.ts'
import { internetPeer } from '../strace/datagrams.ts'
import type { Syscall, SyscallMessage } from '../syscall.ts'
import { type NotedMessage, readMessage } from './noted-message.ts'

const ERRNO_MAX = 4095

export class NotedCall implements Syscall {
  readonly pid: string
  readonly tid: number
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  readonly result: number
  readonly errno: string
  readonly #fd: number
  readonly #messages: NotedMessage[] = []
  /** Looked up when the calls before it are over. */
  what = ''

  /** `fields`: pid, tid, call, enterNs, exitNs, result, first argument. */
  constructor(fields: readonly string[], name: string) {
    const [pid = '', tid, , enterNs, exitNs, result, first] = fields
    const returned = Number(result)
    const failed = returned < 0 && returned >= -ERRNO_MAX
    this.pid = pid
    this.tid = Number(tid)
    this.name = name
    this.startNs = Number(enterNs)
    this.endNs = Number(exitNs)
    this.result = failed ? -1 : returned
    this.errno = failed ? errnoName(-returned) : ''
    // Registers are wider than descriptors.
    const fd = callName(name).takesDescriptor ? Number(BigInt.asIntN(32, BigInt(first ?? -1))) : -1
    this.#fd = fd < 0 ? -1 : fd
  }

  get durationNs(): number {
    return this.endNs - this.startNs
  }

  add(message: NotedMessage): void {
    if (!this.#messages.some(({ index }) => index === message.index)) this.#messages.push(message)
  }

  fd(): number {
    return this.#fd
  }

  descriptor(): string {
    return this.what
  }

  messages(): readonly SyscallMessage[] {
    const connected = internetPeer(this.what)
    if (this.#messages.length > 0) {
      return this.#messages
        .sort((one, other) => one.index - other.index)
        .map((message) => readMessage(message, connected ?? ''))
    }
    const carries = callName(this.name).carries !== 'nothing' && this.result > 0
    if (!carries || connected === undefined) return []
    return [{ peer: connected, bytes: undefined, sizeBytes: this.result }]
  }
}
