/** What a profiler is to us: what it needs, how agents of ours are started for it, and how it watches. */
import type { Profile, Warning } from '../../analysis/index.ts'
import type { Machine } from '../doctor/finding.ts'
import type { Target } from '../target/target.ts'
import type { Availability } from '../tools/tool.ts'

/** As records call them. */
export type BackendName = 'inspector' | 'perf' | '0x'

export interface Backend {
  readonly name: BackendName
  /** It can watch a process that runs already; if not, only an agent that it starts itself. */
  readonly attaches: boolean
  readonly seesOffCpu: boolean
  /** It samples at this rate and no other. */
  readonly fixedFrequencyHz?: number
  /** Whether it can be used here; never throws. */
  availability(machine: Machine): Promise<Availability>
  /** Throws a `UserError` for a process that it must not touch. */
  requireWatchable?(pid: number): void
  /** How an agent of ours is started to be seen best; what the profiler writes meanwhile goes to `folder`. */
  launch(folder: string): AgentLaunch
  /** Files that such an agent leaves and nobody needs when it is gone. */
  leftovers?(pid: number, folder: string): readonly string[]
  /** Watches from when this resolves. Rejects with a `UserError` when it cannot; nobody is watched then. */
  watch(target: Target, options: WatchOptions): Promise<Watch>
}

export type AgentLaunch = {
  /** For Node, before the agent's entry: options, or a program that starts it. */
  readonly nodeOptions: readonly string[]
  /** For the agent, among its own. */
  readonly agentOptions: readonly string[]
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
}

export type WatchOptions = {
  readonly frequencyHz: number
  readonly isOffCpu: boolean
  /** For what the profiler writes itself. */
  readonly folder: string
  /** Aborted while it attaches, it lets go and rejects. */
  readonly signal: AbortSignal
}

export interface Watch extends AsyncDisposable {
  /** Who is watched, when that is a child of the target. */
  readonly pid?: number
  /** There is nothing left to watch, and the process may be waiting for us to see that. */
  readonly isOver: boolean
  /** Lets the process go on unwatched and returns what was seen. */
  stop(): Promise<Watched>
}

export type Watched = {
  /** Empty when the process took what was seen with it. */
  readonly profiles: readonly Profile[]
  /** Raw data to be kept beside what the profiler wrote itself. */
  readonly raw: readonly RawData[]
  /** Of what the profiler wrote, that which nobody needs. */
  readonly discard?: readonly string[]
  readonly warnings: readonly Warning[]
}

export type RawData = { readonly name: string; readonly content: string | Uint8Array }
