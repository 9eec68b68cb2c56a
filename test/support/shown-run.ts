/** A small run record with every figure fixed, for tests that compare what is shown word by word. */
import type { AgentRecord, Distribution, RunRecord } from '../../analysis/index.ts'
import { sampleRun } from './sample-run.ts'

const RTT: Distribution = {
  count: 120,
  min: 0.000249,
  mean: 0.000595,
  p50: 0.000579,
  p90: 0.000736,
  p95: 0.000804,
  p99: null,
  p999: null,
  max: 0.00118,
  jitter: 0.00014,
  meanSuccessiveDifference: 0.0001,
  intervals: {
    p50: [0.000558, 0.000606],
    p90: [0.0007, 0.000813],
    p95: [0.000752, 0.00111],
    p99: null,
    p999: null,
  },
}

/** The same distribution, so many times as long. */
function scaled(factor: number): Distribution {
  const times = (seconds: number | null) => (seconds === null ? null : seconds * factor)
  const [p50, p90] = [times(RTT.p50), times(RTT.p90)]
  return { ...RTT, min: times(RTT.min), p50, p90, max: times(RTT.max) }
}

const SEGMENTS: RunRecord['rtt']['segments'] = {
  cycles: 116,
  unsplit: 1,
  parts: {
    send: scaled(0.1),
    peerWakeUp: scaled(0.3),
    peerHandling: scaled(0.05),
    reply: scaled(0.1),
    wakeUp: scaled(0.4),
    handling: scaled(0.05),
  },
}

const FLOOR: RunRecord['floor'] = {
  gapS: 0.05,
  before: { ...RTT, p50: 0.00041 },
  after: { ...RTT, p50: 0.000431 },
}

const RUNTIME: RunRecord['runtime'] = {
  telemetryDelay: { count: 60, totalS: 0.0123, maxS: 0.033, measuredMaxS: null },
  gc: {
    protocol: { count: 2, totalS: 0.0008, maxS: 0.0005, measuredMaxS: 0.0005 },
    telemetry: { count: 0, totalS: 0, maxS: 0.002, measuredMaxS: null },
  },
}

const PROBES: RunRecord['probes'] = {
  intended: 121,
  skipped: 1,
  sent: 120,
  acked: 117,
  ackedIndirect: 1,
  timedOut: 2,
  inFlight: 0,
  late: 1,
}

/** Everything that a report shows is set here; the rest is a sample like any other. */
export function shownRun(changes: Partial<RunRecord> = {}): RunRecord {
  const { record } = sampleRun({ agents: 3, durationS: 30 })
  return {
    ...record,
    id: '20261122-193301-steady-3x-ab12',
    outcome: 'complete',
    startedAt: '2026-11-22T19:33:01.000Z',
    durationS: 30,
    seed: 7,
    commit: { sha: '90873ee0c1d2e3f4a5b60718293a4b5c6d7e8f90', dirty: true, ref: 'main' },
    environment: { ...record.environment, node: '24.21.0' },
    measuredUnder: { spans: true, contextOnWire: false, realtime: false, tool: 'none' },
    config: { ...record.config, scenario: 'steady', nodes: 3, preset: 'default' },
    convergenceS: 0.412,
    rtt: { ...RTT, segments: SEGMENTS },
    floor: FLOOR,
    runtime: RUNTIME,
    lag: { ...RTT, p50: 0.0004, max: 0.00132 },
    probes: PROBES,
    detection: [],
    falsePositives: { suspicions: 0, deaths: 0 },
    accusations: [],
    messages: {
      sentPerMemberPerSecond: 19.9,
      bytesPerMemberPerSecond: 179,
      byType: {
        gossip: { count: 0, bytes: 0 },
        nack: { count: 1, bytes: 9 },
        ping: { count: 1200, bytes: 10_800 },
      },
      malformed: {},
    },
    cpu: { perAgent: 0.0026 },
    memory: { rssBytesPerAgent: 64 * 1024 * 1024 },
    telemetry: { spans: 240, exported: 240, dropped: 0, eventsDropped: 0, received: 240 },
    perAgent: record.perAgent.map(shownAgent),
    slowest: [],
    warnings: [],
    ...changes,
  }
}

function shownAgent(agent: AgentRecord, index: number): AgentRecord {
  return {
    ...agent,
    agent: `127.0.0.1:${9000 + index}`,
    outcome: index === 2 ? 'died' : 'stopped',
    rtt: { ...RTT, p50: 0.0005 + index / 10_000, max: 0.001 * (index + 1) },
    probes: { ...PROBES, sent: 40, timedOut: index },
    cpuCores: 0.003,
    rssBytes: 64 * 1024 * 1024,
  }
}
