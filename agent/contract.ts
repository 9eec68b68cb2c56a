/**
 * The agent contract: the JSON Lines an agent writes to stdout and reads from stdin. Any
 * implementation that speaks it can be benchmarked; ours is one of them. Times are nanoseconds of
 * CLOCK_MONOTONIC, whole numbers below 2⁵³. End of stdin means: shut down.
 *
 * Every event names its `agent`, because one process may host several.
 */
import type { Counters } from './protocol/counters.ts'
import type { MemberReason, MemberState, ProbeOutcome } from './protocol/event.ts'
import type { Address } from './protocol/message.ts'

/** Raised when a reader of the old form would misread the new one. */
export const CONTRACT_VERSION = 1

export type AgentEvent =
  | ReadyEvent
  | JoinedEvent
  | MemberLine
  | MembersEvent
  | SuspicionLine
  | ProbesEvent
  | AnswersEvent
  | StatsEvent
  | LeftEvent
  | SummaryEvent
  | ErrorEvent

/** The agent listens, with whatever port the kernel gave it. Comes first. */
export type ReadyEvent = {
  readonly event: 'ready'
  readonly agent: Address
  readonly timeNs: number
  readonly contract: number
  readonly pid: number
  readonly implementation: { readonly name: string; readonly version: string }
  /** What carries datagrams: `ffi` or `dgram`. */
  readonly transport: string
}

/** The agent is part of the cluster; one that had no seeds founds its own. */
export type JoinedEvent = {
  readonly event: 'joined'
  readonly agent: Address
  readonly timeNs: number
  readonly seed?: Address
}

/** The agent changed its mind about a peer. */
export type MemberLine = {
  readonly event: 'member'
  readonly agent: Address
  readonly timeNs: number
  readonly peer: Address
  readonly state: MemberState
  readonly incarnation: number
  readonly why: MemberReason
  readonly by?: Address
}

/**
 * Several of those at once, in the order in which they happened: while a large cluster forms, an agent
 * changes its mind a thousand times. Means the same as as many `member` lines.
 * Between them and lines of other kinds `timeNs` tells the order, and not which came first.
 */
export type MembersEvent = {
  readonly event: 'members'
  readonly agent: Address
  readonly timeNs: number
  readonly peers: readonly Address[]
  readonly rows: readonly MemberRow[]
}

/** `peer` and `by` are indexes into `peers`; `by` is left out where a `member` line would have none. */
export type MemberRow = readonly [
  timeNs: number,
  peer: number,
  state: MemberState,
  incarnation: number,
  why: MemberReason,
  by?: number,
]

/** A suspicion this agent held is over. */
export type SuspicionLine = {
  readonly event: 'suspicion'
  readonly agent: Address
  /** When it ended. */
  readonly timeNs: number
  readonly peer: Address
  readonly incarnation: number
  readonly startedNs: number
  readonly outcome: 'refuted' | 'confirmed' | 'superseded'
  readonly accusers: readonly { readonly by: Address; readonly evidence: 'probe' | 'gossip' }[]
}

/**
 * Probe cycles that ended since the last such line, every few seconds unless there are many.
 * Rows are `[cycle, target, intendedNs, sentNs, ackNs, outcome]`; `ackNs` is null on a time-out,
 * `target` an index into `targets`.
 */
export type ProbesEvent = {
  readonly event: 'probes'
  readonly agent: Address
  readonly timeNs: number
  readonly targets: readonly Address[]
  readonly rows: readonly ProbeRow[]
  /** True RTTs of acks that came after their cycle was given up, in nanoseconds. */
  readonly lateNs: readonly number[]
  /**
   * How the ack of each row came in, as many as there are rows; null where that is not known. Left out
   * by agents whose transport cannot tell.
   */
  readonly arrivals?: readonly (ArrivalRow | null)[]
}

/**
 * The last steps of a direct ack: when it lay in this host's kernel, and when the thread that reads
 * the socket was awake. kernelNs ≤ awakeNs ≤ the row's ackNs. `sequence` finds the peer's answer.
 */
export type ArrivalRow = readonly [sequence: number, kernelNs: number, awakeNs: number]

/**
 * Pings this agent answered since the last such line, for readers that see both ends. Rows are
 * `[peer, sequence, kernelNs, awakeNs, sentNs]`: who asked (an index into `peers`), when the ping lay in this
 * host's kernel, when the thread was awake, and right before the ack's send call.
 */
export type AnswersEvent = {
  readonly event: 'answers'
  readonly agent: Address
  readonly timeNs: number
  readonly peers: readonly Address[]
  readonly rows: readonly AnswerRow[]
  /** Answers that were sent and are not in any line: there were too many at once. */
  readonly unlogged: number
}

export type AnswerRow = readonly [
  peer: number,
  sequence: number,
  kernelNs: number,
  awakeNs: number,
  sentNs: number,
]

export type ProbeRow = readonly [
  cycle: number,
  target: number,
  intendedNs: number,
  sentNs: number,
  ackNs: number | null,
  outcome: ProbeOutcome,
]

/** Counters so far. Comes with the probes, and at least every ten seconds. */
export type StatsEvent = {
  readonly event: 'stats'
  readonly agent: Address
  readonly timeNs: number
} & AgentTotals

export type LeftEvent = { readonly event: 'left'; readonly agent: Address; readonly timeNs: number }

/** The last word of an agent that ended in order. */
export type SummaryEvent = {
  readonly event: 'summary'
  readonly agent: Address
  readonly timeNs: number
} & AgentTotals & {
    /** RTT in nanoseconds, V2-compressed HDR histogram, base64 (HdrHistogram wire format). */
    readonly rttHistogram: string
  }

/** What went wrong, and what to do about it. `fatal` ends the agent. */
export type ErrorEvent = {
  readonly event: 'error'
  readonly agent: Address
  readonly timeNs: number
  readonly code: string
  readonly message: string
  readonly fatal: boolean
}

export type AgentTotals = {
  readonly members: {
    readonly alive: number
    readonly suspect: number
    readonly dead: number
    readonly left: number
  }
  readonly incarnation: number
  readonly localHealth: number
  /** Probe cycles that are open at this moment. */
  readonly probesInFlight: number
  readonly counters: Counters
  /** Datagrams and bytes by message kind. */
  readonly messages: {
    readonly sent: Readonly<Record<string, Traffic>>
    readonly received: Readonly<Record<string, Traffic>>
    /** Datagrams that were no message of ours, by reason. */
    readonly malformed: Readonly<Record<string, number>>
    /** Sends the kernel refused, by error code. */
    readonly sendErrors: Readonly<Record<string, number>>
  }
  readonly telemetry: TelemetryTotals
  /** Left out by agents that do not run on a runtime with these. */
  readonly runtime?: RuntimeTotals
}

export type Traffic = { readonly count: number; readonly bytes: number }

/** Of the whole process: agents that share a process share these. started = exported + dropped + queued. */
export type TelemetryTotals = {
  readonly spansStarted: number
  readonly spansExported: number
  readonly spansDropped: number
  /** Events that never became telemetry because the queue between the threads was full. */
  readonly eventsDropped: number
}

/** What the runtime did to the agents of a process. Totals since it started; agents that share a process share these. */
export type RuntimeTotals = {
  /** How long what the protocol thread handed over waited for the telemetry thread's event loop. */
  readonly telemetryDelay: DurationTotals
  /** Garbage-collection pauses by thread. */
  readonly gc: { readonly protocol: DurationTotals; readonly telemetry: DurationTotals }
}

export type DurationTotals = {
  readonly count: number
  readonly totalNs: number
  readonly maxNs: number
}

/** Lines an agent reads from stdin. `agent` may be left out where the process hosts one. */
export type AgentCommand =
  | { readonly command: 'leave'; readonly agent?: Address }
  | { readonly command: 'shutdown' }
  | { readonly command: 'set-metadata'; readonly metadata: string; readonly agent?: Address }
  /** Flush `probes` and `stats` of all agents now. */
  | { readonly command: 'report' }
