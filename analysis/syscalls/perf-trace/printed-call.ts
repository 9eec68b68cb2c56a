/** A call as `perf trace` prints it: names before values, and descriptors as numbers. */
import { callName } from '../strace/call-name.ts'
import { internetPeer } from '../strace/datagrams.ts'
import type { Syscall, SyscallMessage } from '../syscall.ts'

/** `fd: 27`, `epfd: 26<anon_inode:[eventpoll]>`. */
const DESCRIPTOR = /^\w+: (\d+)(?:<([^<>]*)>)?(?:,|$)/

type Printed = Pick<Syscall, 'tid' | 'name' | 'startNs' | 'durationNs' | 'result' | 'errno'> & {
  readonly args: string
  /** What its descriptor is as the header of the capture tells; empty when it does not. */
  readonly what: string
}

export class PrintedCall implements Syscall {
  readonly tid: number
  readonly name: string
  readonly startNs: number
  readonly durationNs: number
  readonly result: number
  readonly errno: string
  readonly #args: string
  readonly #what: string

  constructor(printed: Printed) {
    this.#what = printed.what
    this.tid = printed.tid
    this.name = printed.name
    this.startNs = printed.startNs
    this.durationNs = printed.durationNs
    this.result = printed.result
    this.errno = printed.errno
    this.#args = printed.args
  }

  fd(): number {
    return descriptorIn(this.name, this.#args)
  }

  descriptor(): string {
    if (this.fd() < 0) return ''
    return this.#what === '' ? (DESCRIPTOR.exec(this.#args)?.[2] ?? '') : this.#what
  }

  /** Whom to and how much, where the socket is connected. What a batch carried is not known. */
  messages(): readonly SyscallMessage[] {
    const { carries } = callName(this.name)
    const peer = internetPeer(this.descriptor())
    if (carries === 'nothing' || carries === 'vectors' || !(this.result > 0) || !peer) return []
    return [{ peer, bytes: undefined, sizeBytes: this.result }]
  }
}

/** −1 where the first argument is none. */
export function descriptorIn(name: string, args: string): number {
  return callName(name).takesDescriptor ? Number(DESCRIPTOR.exec(args)?.[1] ?? -1) : -1
}
