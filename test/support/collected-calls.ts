/** A sink that keeps what parsers hand over, as plain data. */
import type { Syscall, SyscallMessage, SyscallSink } from '../../analysis/syscalls/syscall.ts'

export type CollectedCall = Pick<
  Syscall,
  'tid' | 'name' | 'startNs' | 'durationNs' | 'result' | 'errno'
> & {
  readonly fd: number
  readonly descriptor: string
  readonly messages: readonly SyscallMessage[]
}

export class CollectedCalls implements SyscallSink {
  readonly calls: CollectedCall[] = []

  call(call: Syscall): void {
    const { tid, name, startNs, durationNs, result, errno } = call
    this.calls.push({
      ...{ tid, name, startNs, durationNs, result, errno },
      fd: call.fd(),
      descriptor: call.descriptor(),
      messages: call.messages().map((message) => ({ ...message, bytes: message.bytes?.slice() })),
    })
  }
}
