/** What a report of a capture of system calls is made from, whichever form it takes. */
import type { CaptureCost } from '../capture-record.ts'
import type { Warning } from '../run-record.ts'
import type { SyscallReport } from '../syscalls/summary.ts'
import type { Fact } from './circumstances.ts'

export type SyscallView = {
  /** What was watched, as a title: `System calls of 127.0.0.1:9000`. */
  readonly title: string
  /** Capture, tool and time in one line. */
  readonly about: string
  readonly report: SyscallReport
  /** What wrote the capture, `strace` as a rule; null when that is not known. */
  readonly tool: string | null
  /** What watching cost; null where it was not measured. */
  readonly cost: CaptureCost | null
  readonly warnings: readonly Warning[]
  /** Tool, options, target, machine: what else a reader needs. */
  readonly facts: readonly Fact[]
}
