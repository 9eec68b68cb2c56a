/** What a tool is that watches running processes: what it needs, and how it is attached and let go of. */
import type { RunRecord } from '../../analysis/index.ts'
import type { Machine } from '../doctor/finding.ts'
import type { CallFilter } from './call-filter.ts'

/** As records call them. */
export type ToolName = Extract<RunRecord['measuredUnder']['tool'], 'strace' | 'bpftrace' | 'perf'>

export interface Tool {
  readonly name: ToolName
  /** What its capture is called in the run's folder. */
  readonly captureName: string
  /** Whether it can be used here; never throws. */
  availability(machine: Machine): Promise<Availability>
  /**
   * Watches all threads of some processes, from when this resolves until `stop`. Rejects with a
   * `UserError` when it cannot; nobody is watched then.
   */
  attach(options: WatchOptions): Promise<Attachment>
}

export type Availability =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly reason: string; readonly advice: string }

export type AttachOptions = {
  readonly pids: readonly number[]
  /** The file that the tool writes. */
  readonly capturePath: string
  /** Aborted while attaching, it lets go and rejects. */
  readonly signal: AbortSignal
}

export type WatchOptions = AttachOptions & { readonly calls: CallFilter }

export interface Attachment extends AsyncDisposable {
  /** Of the tool. */
  readonly pid: number
  /** Lets the processes go on unwatched. Resolves when the tool is gone, with what was not as it should be. */
  stop(): Promise<readonly string[]>
}
