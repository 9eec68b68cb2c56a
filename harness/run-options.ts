/** What a run is asked to do, and how it tells of its progress. */
import type { ProtocolConfig, TransportChoice } from '../agent/index.ts'
import type { RunRecord, Threshold } from '../analysis/index.ts'
import type { ToolName } from './tools/tool.ts'

/** What runs instead of our own agent: any program that speaks the contract, and the commit it is of. */
export type AgentProgram = {
  readonly file: string
  readonly args: readonly string[]
  readonly commit: RunRecord['commit']
}

export type RunOptions = {
  /** The run's id; undefined lets one be made of the time and the scenario. */
  readonly name: string | undefined
  readonly scenario: string
  readonly nodes: number
  readonly agentsPerProcess: number
  /** First port of the cluster; 0 takes free ones. */
  readonly basePort: number
  readonly durationMs: number
  readonly warmupMs: number
  readonly preset: string
  readonly protocol: ProtocolConfig
  readonly seed: number
  /** Stop after this many crashes (scenario `crash`), however long that takes. */
  readonly crashes: number | undefined
  /** Agents emit spans and metrics. */
  readonly spans: boolean
  readonly transport: TransportChoice
  /** SCHED_FIFO for the agents' protocol threads, and for the floor. Not, when left out. */
  readonly realtime?: boolean
  /** Measure the machine's floor right before the agents start and right after they are gone. */
  readonly floor: boolean
  /** Watches the agents' processes during the measured part; those that are started in it go unwatched. */
  readonly tool?: ToolName
  /** Our own agent when left out. */
  readonly program?: AgentProgram
  /** Whether to write report and charts, too, as it does unless told otherwise; `swimbench report` can do it later. */
  readonly report?: boolean
  /** What the run must reach; whether it did stands in its record. */
  readonly thresholds?: readonly Threshold[]
  /** Folders that hold one folder per run. */
  readonly resultsDir: string
  readonly tracesDir: string
  readonly signal: AbortSignal
}

/** A moment of a run, for live display. */
export type RunProgress = {
  readonly phase:
    | 'floor'
    | 'starting'
    | 'converging'
    | 'warming-up'
    | 'measuring'
    | 'stopping'
    | 'recording'
  /** Since the phase began. */
  readonly elapsedMs: number
  /** Undefined when the phase has no planned end. */
  readonly plannedMs: number | undefined
  readonly agentsRunning: number
  readonly agents: number
  /** Members that every agent sees alive. */
  readonly membersAlive: number
  readonly probes: number
  readonly rttP50Ms: number | undefined
  readonly rttP99Ms: number | undefined
}

export interface RunObserver {
  progress(progress: RunProgress): void
  /** Something a person would want to know at once: a crash, a death, a verdict. */
  note(text: string): void
}
