/** Puts a run record together from what was measured. Reads no clock and no file. */

import type { ProtocolConfig } from '../../agent/index.ts'
import {
  type AgentRecord,
  accusationsOf,
  blameSlowest,
  countFalsePositives,
  detectionsOf,
  type Environment,
  outagesOf,
  type ProbeCounts,
  type ProbeTable,
  probeLatencies,
  type RunRecord,
  SCHEMA_VERSION,
  type SlowCycle,
  summarizeLatency,
  summarizeSegments,
  type ViewChange,
  type Warning,
} from '../../analysis/index.ts'
import type { RunOptions } from '../run-options.ts'
import { agentRecords } from './agent-records.ts'
import type { Measurement } from './measurement.ts'
import type { ProcessSampler } from './process-sampler.ts'
import { runtimeUseOf } from './runtime-use.ts'

export type RunFacts = {
  readonly id: string
  readonly outcome: RunRecord['outcome']
  readonly startedAt: Date
  readonly options: RunOptions
  readonly addresses: readonly string[]
  readonly environment: Environment
  readonly commit: RunRecord['commit']
  readonly convergenceS: number | null
  readonly floor: RunRecord['floor']
  readonly measurement: Measurement
  readonly sampler: ProcessSampler
  readonly faults: RunRecord['faults']
  readonly slowest: readonly SlowCycle[]
  readonly spansReceived: number
}

/** Everything of the record except for its warnings. */
export function buildRecord(
  facts: RunFacts,
  table: ProbeTable,
  views: readonly ViewChange[],
): Omit<RunRecord, 'warnings'> & { warnings: Warning[] } {
  const { options, measurement, addresses, faults } = facts
  const { beganAtNs, endedAtNs } = measurement
  const durationS =
    beganAtNs === undefined || endedAtNs === undefined ? 0 : (endedAtNs - beganAtNs) / 1e9
  const latencies = probeLatencies(table)
  const perAgent = agentRecords(measurement, table, addresses, facts.sampler)
  const outages = outagesOf(faults)
  const accusations = accusationsOf(views, outages, {
    fromS: 0,
    toS: durationS,
    graceS: oldNewsMs(options) / 1000,
  })
  const split = measurement.splitCycles()
  const rtt = {
    ...summarizeLatency(latencies.map(({ rttS }) => rttS)),
    segments: summarizeSegments(split, table),
  }
  const lag = summarizeLatency(latencies.map(({ lagS }) => lagS))
  const ready = measurement.lives.find((life) => life.ready !== undefined)?.ready
  return {
    schemaVersion: SCHEMA_VERSION,
    id: facts.id,
    outcome: facts.outcome,
    startedAt: facts.startedAt.toISOString(),
    durationS,
    seed: options.seed,
    implementation: {
      name: ready?.implementation.name ?? 'unknown',
      version: ready?.implementation.version ?? 'unknown',
      transport: ready?.transport ?? 'unknown',
    },
    commit: facts.commit,
    environment: facts.environment,
    measuredUnder: {
      spans: options.spans,
      contextOnWire: options.protocol.contextOnWire,
      realtime: options.realtime === true,
      tool: options.tool ?? 'none',
    },
    config: {
      scenario: options.scenario,
      nodes: options.nodes,
      agentsPerProcess: options.agentsPerProcess,
      requestedDurationS: options.durationMs / 1000,
      crashes: options.crashes ?? null,
      warmupS: options.warmupMs / 1000,
      preset: options.preset,
      protocol: inBaseUnits(options.protocol),
    },
    convergenceS: facts.convergenceS,
    rtt,
    floor: facts.floor,
    runtime: runtimeUseOf(measurement.lives),
    lag,
    probes: sumOf(perAgent.map(({ probes }) => probes)),
    detection: detectionsOf(outages, views, addresses, durationS).filter(
      ({ crashedAtS }) => crashedAtS >= 0 && crashedAtS < durationS,
    ),
    falsePositives: countFalsePositives(accusations),
    accusations,
    messages: messageLoad(perAgent, measurement),
    ...resourceUse(perAgent, measurement),
    telemetry: telemetryOf(measurement, facts.spansReceived),
    perAgent,
    slowest: blameSlowest(facts.slowest, table, split, { rtt, lag }),
    faults: [...faults],
    thresholds: [],
    warnings: [],
  }
}

/** How long news of an old incarnation may still be on its way: a suspicion and a few periods. */
function oldNewsMs({ protocol, nodes }: RunOptions): number {
  const growth = protocol.suspicionGrows ? Math.max(1, Math.log10(nodes)) : 1
  return protocol.suspicionMs * growth * protocol.suspicionStretch + 3 * protocol.probeIntervalMs
}

function inBaseUnits(protocol: ProtocolConfig): Record<string, number | boolean> {
  return Object.fromEntries(
    Object.entries(protocol).map(([knob, value]) =>
      typeof value === 'number' && knob.endsWith('Ms')
        ? [`${knob.slice(0, -2)}S`, value / 1000]
        : [knob, value],
    ),
  )
}

function sumOf(counts: readonly ProbeCounts[]): ProbeCounts {
  const total = {
    intended: 0,
    skipped: 0,
    sent: 0,
    acked: 0,
    ackedIndirect: 0,
    timedOut: 0,
    inFlight: 0,
    late: 0,
  }
  for (const one of counts) {
    for (const key of Object.keys(total) as (keyof ProbeCounts)[]) total[key] += one[key]
  }
  return total
}

function messageLoad(
  perAgent: readonly AgentRecord[],
  measurement: Measurement,
): RunRecord['messages'] {
  const byType: RunRecord['messages']['byType'] = {}
  const malformed: Record<string, number> = {}
  let [count, bytes] = [0, 0]
  for (const { messages } of perAgent) {
    for (const [kind, sent] of Object.entries(messages.sent)) {
      const sum = byType[kind]
      byType[kind] = {
        count: (sum?.count ?? 0) + sent.count,
        bytes: (sum?.bytes ?? 0) + sent.bytes,
      }
      count += sent.count
      bytes += sent.bytes
    }
    for (const [reason, times] of Object.entries(messages.malformed)) {
      malformed[reason] = (malformed[reason] ?? 0) + times
    }
  }
  const memberSeconds = measurement.lives.reduce((sum, life) => sum + life.measuredS, 0)
  return {
    sentPerMemberPerSecond: memberSeconds > 0 ? count / memberSeconds : 0,
    bytesPerMemberPerSecond: memberSeconds > 0 ? bytes / memberSeconds : 0,
    byType,
    malformed,
  }
}

function resourceUse(
  perAgent: readonly AgentRecord[],
  measurement: Measurement,
): Pick<RunRecord, 'cpu' | 'memory'> {
  const share = (agent: string) => measurement.livesOf(agent).at(-1)?.process.addresses.length ?? 1
  const cpu = perAgent.flatMap(({ agent, cpuCores }) =>
    cpuCores === null ? [] : [cpuCores / share(agent)],
  )
  const rss = perAgent.flatMap(({ agent, rssBytes }) =>
    rssBytes === null ? [] : [rssBytes / share(agent)],
  )
  return { cpu: { perAgent: meanOf(cpu) }, memory: { rssBytesPerAgent: meanOf(rss) } }
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** By process, because agents that share one share these; the newest word of each counts. */
function telemetryOf(measurement: Measurement, received: number): RunRecord['telemetry'] {
  const newest = new Map<unknown, { timeNs: number; telemetry: TelemetryTotals }>()
  for (const { process, newest: totals } of measurement.lives) {
    if (totals === undefined) continue
    const known = newest.get(process)
    if (known === undefined || known.timeNs <= totals.timeNs) newest.set(process, totals)
  }
  const sum = { spans: 0, exported: 0, dropped: 0, eventsDropped: 0, received }
  for (const { telemetry } of newest.values()) {
    sum.spans += telemetry.spansStarted
    sum.exported += telemetry.spansExported
    sum.dropped += telemetry.spansDropped
    sum.eventsDropped += telemetry.eventsDropped
  }
  return sum
}

type TelemetryTotals = {
  readonly spansStarted: number
  readonly spansExported: number
  readonly spansDropped: number
  readonly eventsDropped: number
}
