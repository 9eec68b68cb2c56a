/**
 * The run record: what a run leaves for analysis, as it stands on disk in `results/<run id>/record.json`.
 * This file owns the format: its type, its version, its validation. Durations are seconds and sizes
 * bytes; times ending in `AtS` count from the moment the measured part of the run began. A number
 * that could not be measured is null, never zero.
 */
import { z } from 'zod'
import { parseStored } from './parse-stored.ts'

export const SCHEMA_VERSION = 1

const seconds = z.number()
const count = z.number().int().nonnegative()
const address = z.string()
const interval = z.tuple([seconds, seconds]).nullable()

/** Latency of many samples. `jitter` is the standard deviation, as in swim-rs. */
const distribution = z.object({
  count,
  min: seconds.nullable(),
  mean: seconds.nullable(),
  /** Percentiles are null where too few samples stand behind them. */
  p50: seconds.nullable(),
  p90: seconds.nullable(),
  p95: seconds.nullable(),
  p99: seconds.nullable(),
  p999: seconds.nullable(),
  max: seconds.nullable(),
  jitter: seconds.nullable(),
  /** Mean absolute difference of successive samples of one agent. */
  meanSuccessiveDifference: seconds.nullable(),
  /** Distribution-free two-sided 95 % intervals from order statistics. */
  intervals: z.object({
    p50: interval,
    p90: interval,
    p95: interval,
    p99: interval,
    p999: interval,
  }),
})

/**
 * Where the round trip of a directly acked probe cycle went, for cycles both of whose ends are known to
 * this host's clock. One distribution per segment; the segments of a cycle sum to its RTT.
 */
const segments = z.object({
  /** Cycles that could be split. */
  cycles: count,
  /** Directly acked cycles that could not: an end is unknown. */
  unsplit: count,
  parts: z.object({
    /** The ping's send call, until the datagram lies in the peer's kernel. */
    send: distribution,
    /** Until the peer's thread is awake. */
    peerWakeUp: distribution,
    /** Until the peer makes the send call of its ack. */
    peerHandling: distribution,
    /** That send call, until the ack lies in the prober's kernel. */
    reply: distribution,
    /** Until the prober's thread is awake. */
    wakeUp: distribution,
    /** Until the ack has been received. */
    handling: distribution,
  }),
})

/**
 * How a slow cycle differs from the others: each part of it less that part's median over the run, so
 * that a part that was shorter than usual is negative. Ours, the peer's and the wire's sum to the excess.
 */
const blame = z.object({
  /** How late we sent it; no part of the RTT. */
  lagS: seconds,
  excessS: seconds,
  /** Our thread: waking up for the ack, and receiving it. */
  oursS: seconds,
  /** The peer's thread: waking up for the ping, and until it replied. */
  peerS: seconds,
  /** Both send calls, each until its datagram lay in the other's kernel: the network's part, on one host done by the sender. */
  wireS: seconds,
  /** The same by segment. */
  segments: z.object({
    send: seconds,
    peerWakeUp: seconds,
    peerHandling: seconds,
    reply: seconds,
    wakeUp: seconds,
    handling: seconds,
  }),
})

/**
 * The round trip of this machine with the same system calls and no protocol, between two processes,
 * right before and right after the run.
 */
const floor = z.object({
  /** Between one round trip and the next. */
  gapS: seconds,
  before: distribution.nullable(),
  after: distribution.nullable(),
})

const pauses = z.object({
  count,
  totalS: seconds,
  /** Since the agents' start, which is the worst part of their lives. */
  maxS: seconds.nullable(),
  /**
   * The longest that is known to lie in the measured part: longer than any before it in its process. A
   * process that was started meanwhile has no say, since its longest is most likely of its start.
   */
  measuredMaxS: seconds.nullable(),
})

/** What the agents' runtime did in the measured part, over all processes. */
const runtime = z.object({
  /** How long what the protocol thread handed over waited for the telemetry thread's event loop. */
  telemetryDelay: pauses,
  /** Garbage-collection pauses by thread. */
  gc: z.object({ protocol: pauses, telemetry: pauses }),
})

/** intended = sent + skipped; sent = acked + ackedIndirect + timedOut + inFlight. */
const probeCounts = z.object({
  intended: count,
  skipped: count,
  sent: count,
  acked: count,
  ackedIndirect: count,
  timedOut: count,
  /** Still open when the measured part ended. */
  inFlight: count,
  /** Acks that came after their cycle was given up; those cycles count as timed out. */
  late: count,
})

const status = z.enum(['alive', 'suspect', 'dead', 'left', 'reaped'])

/**
 * One crash that the harness caused, and how the survivors learned of it. `firstSuspectS`, `firstDeadS`
 * and `allDeadS` count from the crash.
 */
const detection = z.object({
  member: address,
  crashedAtS: seconds,
  firstSuspectS: seconds.nullable(),
  firstDeadS: seconds.nullable(),
  /** The last survivor's verdict; null when not all of them came to it. */
  allDeadS: seconds.nullable(),
  survivors: count,
  detectedBy: count,
  restartedAtS: seconds.nullable(),
  /** When all survivors saw it alive again after its restart. */
  rejoinedAtS: seconds.nullable(),
})

/** A healthy member was accused: by whom, and how it ended. */
const accusation = z.object({
  member: address,
  by: address,
  startedAtS: seconds,
  endedAtS: seconds.nullable(),
  outcome: z.enum(['refuted', 'confirmed', 'superseded', 'open']),
})

const traffic = z.object({ count, bytes: count })

const spanSummary = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  agent: address,
  /** From the start of the cycle's first span. */
  startS: seconds,
  durationS: seconds,
  ok: z.boolean(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

const agentRecord = z.object({
  agent: address,
  pid: count,
  /** `stopped`: ended by the harness in order; `killed`: by a fault; `died`: by itself. */
  outcome: z.enum(['stopped', 'killed', 'died']),
  exit: z
    .object({ code: z.number().int().nullable(), signal: z.string().nullable(), atS: seconds })
    .nullable(),
  rtt: distribution,
  lag: distribution,
  probes: probeCounts,
  messages: z.object({
    sent: z.record(z.string(), traffic),
    received: z.record(z.string(), traffic),
    malformed: z.record(z.string(), count),
    sendErrors: z.record(z.string(), count),
  }),
  /** Of the agent's process; agents that share a process show the same. Cores: 1 is one core kept busy. */
  cpuCores: z.number().nullable(),
  rssBytes: count.nullable(),
  acksStray: count,
  selfRefutations: count,
  localHealthMax: count,
})

export const warning = z.object({
  /** Stable, kebab-case. */
  code: z.string(),
  message: z.string(),
  /** What the reader can do about it. */
  advice: z.string().nullable(),
})

export const environment = z.object({
  host: z.string(),
  platform: z.string(),
  kernel: z.string(),
  arch: z.string(),
  cpuModel: z.string(),
  cores: count,
  memoryBytes: count,
  governor: z.string().nullable(),
  clockSource: z.string().nullable(),
  virtualization: z.string().nullable(),
  /** Runnable processes per minute when the run began, as in /proc/loadavg. */
  loadAverage1m: z.number(),
  node: z.string(),
  v8: z.string(),
  swimbench: z.string(),
  /** Version by tool name; null where it is not installed. */
  tools: z.record(z.string(), z.string().nullable()),
})

/** Null where there is no checkout. */
export const commit = z
  .object({ sha: z.string(), dirty: z.boolean(), ref: z.string().nullable() })
  .nullable()

/** What the run was to reach, and whether it did. */
const threshold = z.object({
  /** As it was written: `rtt.p99<1ms`. */
  text: z.string(),
  /** Of analysis/comparison/metrics.ts. */
  metric: z.string(),
  unit: z.enum(['seconds', 'bytes', 'share', 'count', 'per-second', 'number']),
  operator: z.enum(['<', '<=', '>', '>=', '==', '!=']),
  limit: z.number(),
  /** Null where the run has no such number; then the threshold is missed. */
  value: z.number().nullable(),
  isMet: z.boolean(),
})

const runRecord = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  outcome: z.enum(['complete', 'interrupted', 'failed']),
  startedAt: z.iso.datetime(),
  /** Of the measured part. */
  durationS: seconds,
  seed: count,
  implementation: z.object({ name: z.string(), version: z.string(), transport: z.string() }),
  commit,
  environment,
  /** What stood between the agents and the bare machine while they were measured. */
  measuredUnder: z.object({
    spans: z.boolean(),
    contextOnWire: z.boolean(),
    /** Whether the protocol threads had real-time priority. */
    realtime: z.boolean().default(false),
    tool: z.enum(['none', 'strace', 'perf', 'bpftrace', '0x', 'clinic']),
  }),
  config: z.object({
    scenario: z.string(),
    nodes: count,
    agentsPerProcess: count,
    requestedDurationS: seconds,
    /** How many crashes were asked for; null: as many as the duration holds. */
    crashes: count.nullable(),
    warmupS: seconds,
    preset: z.string(),
    /** Every knob, in base units: names in `Ms` become names in `S`. */
    protocol: z.record(z.string(), z.union([z.number(), z.boolean()])),
  }),
  /** From the first start until every agent saw every other alive; null when that did not happen. */
  convergenceS: seconds.nullable(),
  /** Segments are null where no cycle could be split. */
  rtt: distribution.extend({ segments: segments.nullable().default(null) }),
  floor: floor.nullable().default(null),
  runtime: runtime.nullable().default(null),
  lag: distribution,
  probes: probeCounts,
  detection: z.array(detection),
  falsePositives: z.object({ suspicions: count, deaths: count }),
  accusations: z.array(accusation),
  messages: z.object({
    sentPerMemberPerSecond: z.number(),
    bytesPerMemberPerSecond: z.number(),
    byType: z.record(z.string(), traffic),
    malformed: z.record(z.string(), count),
  }),
  cpu: z.object({
    /** Mean over agents: process CPU time / wall time / agents in the process. */
    perAgent: z.number().nullable(),
  }),
  memory: z.object({ rssBytesPerAgent: z.number().nullable() }),
  telemetry: z.object({
    spans: count,
    exported: count,
    dropped: count,
    eventsDropped: count,
    /** Spans that reached the harness's receiver; 0 when agents report elsewhere. */
    received: count,
  }),
  perAgent: z.array(agentRecord),
  /** Spans of the slowest probe cycles, slowest first. */
  slowest: z.array(
    z.object({
      agent: address,
      target: address,
      atS: seconds,
      rttS: seconds.nullable(),
      outcome: z.enum(['acked', 'acked-indirect', 'timed-out']),
      traceId: z.string(),
      spans: z.array(spanSummary),
      /** Null where the cycle could not be split. */
      blame: blame.nullable().default(null),
    }),
  ),
  /** What the harness did to the cluster: the ground truth. */
  faults: z.array(z.object({ kind: z.string(), member: address, atS: seconds })),
  thresholds: z.array(threshold).default([]),
  warnings: z.array(warning),
})

export type RunRecord = z.infer<typeof runRecord>
export type Segments = z.infer<typeof segments>
export type Floor = z.infer<typeof floor>
export type RuntimeUse = z.infer<typeof runtime>
export type Distribution = z.infer<typeof distribution>
export type ProbeCounts = z.infer<typeof probeCounts>
export type Detection = z.infer<typeof detection>
export type Accusation = z.infer<typeof accusation>
export type AgentRecord = z.infer<typeof agentRecord>
export type Warning = z.infer<typeof warning>
export type Environment = z.infer<typeof environment>
export type Blame = z.infer<typeof blame>
export type SlowCycle = RunRecord['slowest'][number]
export type ThresholdResult = RunRecord['thresholds'][number]
export type MemberStatus = z.infer<typeof status>

export type ParsedRecord =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly problem: string }

/** Reads `record.json`. A record that is broken, or of another version, is a problem and not an exception. */
export function parseRunRecord(text: string): ParsedRecord {
  const stored = parseStored(text, runRecord, SCHEMA_VERSION)
  return stored.ok ? { ok: true, record: stored.value } : stored
}
