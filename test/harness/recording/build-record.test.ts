import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom } from '../../../agent/index.ts'
import { parseRunRecord, type SlowCycle } from '../../../analysis/index.ts'
import { buildRecord } from '../../../harness/recording/build-record.ts'
import { Measurement } from '../../../harness/recording/measurement.ts'
import { ProcessSampler } from '../../../harness/recording/process-sampler.ts'
import type { RunOptions } from '../../../harness/run-options.ts'
import {
  A,
  B,
  measuredProcess,
  ns,
  probes,
  ready,
  row,
  stats,
} from '../../support/measured-agents.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { environment } = sampleRun({ agents: 2, durationS: 1 }).record
const options: RunOptions = {
  scenario: 'steady',
  nodes: 2,
  agentsPerProcess: 1,
  basePort: 0,
  durationMs: 10_000,
  warmupMs: 500,
  preset: 'default',
  protocol: configFrom('default'),
  seed: 7,
  crashes: undefined,
  name: undefined,
  spans: true,
  transport: 'auto',
  floor: false,
  resultsDir: 'results',
  tracesDir: 'traces',
  signal: new AbortController().signal,
}

type Taken = Parameters<Measurement['take']>

function build(
  before: readonly Taken[],
  during: readonly Taken[],
  faults: [string, number][] = [],
  slowest: SlowCycle[] = [],
) {
  const measurement = new Measurement()
  for (const taken of before) measurement.take(...taken)
  measurement.begin(ns(10))
  for (const taken of during) measurement.take(...taken)
  measurement.end(ns(20))
  measurement.freeze()
  const facts = {
    id: 'a-run',
    outcome: 'complete' as const,
    startedAt: new Date(0),
    options,
    addresses: [A, B],
    environment,
    commit: null,
    convergenceS: 0.5,
    floor: null,
    measurement,
    sampler: new ProcessSampler(() => [], 100),
    faults: faults.map(([kind, atS]) => ({ kind, member: A, atS })),
    slowest,
    spansReceived: 3,
  }
  return buildRecord(facts, measurement.table(), measurement.views())
}

const slowCycle = (atS: number): SlowCycle => {
  const known = { agent: A, target: B, rttS: 0.0051, traceId: 'x', spans: [], blame: null }
  return { ...known, atS, outcome: 'acked' }
}

const first = measuredProcess()
const second = measuredProcess({ pid: 101, addresses: [B], name: B })
const traffic = (count: number) => ({
  sent: { ping: { count, bytes: 9 * count }, gossip: { count: 4, bytes: 80 } },
  received: {},
  malformed: { 'too-short': count },
  sendErrors: {},
})

describe('a record', () => {
  test('is valid by its own reader, also of a run in which nothing happened', () => {
    const record = build([], [])
    const parsed = parseRunRecord(JSON.stringify(record))
    assert.deepEqual(parsed, { ok: true, record })
    assert.equal(record.rtt.p50, null)
    assert.equal(record.probes.intended, 0)
    assert.equal(record.perAgent.length, 2)
  })

  test('has every knob in base units', () => {
    const { protocol } = build([], []).config
    assert.equal(protocol['probeIntervalS'], 1)
    assert.equal(protocol['datagramBytesMax'], 1400)
    assert.equal(protocol['buddy'], true)
    assert.equal(Object.keys(protocol).length, Object.keys(options.protocol).length)
  })

  test('counts messages between the borders of the measured part', () => {
    const record = build(
      [[first, stats(A, 10, {}, { messages: traffic(100) })]],
      [[first, stats(A, 20, {}, { messages: traffic(150) })]],
    )
    assert.deepEqual(record.messages.byType, { ping: { count: 50, bytes: 450 } })
    assert.equal(record.messages.sentPerMemberPerSecond, 5)
    assert.equal(record.messages.bytesPerMemberPerSecond, 45)
    assert.deepEqual(record.messages.malformed, { 'too-short': 50 })
  })

  test('adds the lives of an agent up, and says how it was killed', () => {
    const exit = { code: undefined, signal: 'SIGKILL', atNs: ns(13) } as const
    const killed = measuredProcess({ condition: 'killed', exit })
    const again = measuredProcess({ pid: 102, condition: 'stopped' })
    const record = build(
      [
        [killed, ready(A, 5)],
        [killed, stats(A, 10, { probesSent: 1 })],
      ],
      [
        [killed, probes(A, 12, B, row(1, 9, 0.1), row(2, 11, 0.1))],
        [killed, stats(A, 12, { probesSent: 2 })],
        [again, ready(A, 15)],
        [again, probes(A, 19, B, row(1, 16, 0.2))],
        [again, stats(A, 20, { probesSent: 1 })],
        [second, stats(B, 20, {})],
      ],
      [
        ['crash', 2.5],
        ['restart', 4],
      ],
    )
    const [agent] = record.perAgent
    assert.equal(agent?.outcome, 'killed')
    assert.deepEqual(agent?.exit, { code: null, signal: 'SIGKILL', atS: 3 })
    assert.equal(agent?.pid, 102)
    assert.equal(agent?.probes.acked, 2)
    assert.equal(record.rtt.count, 2)
    assert.equal(record.detection.length, 1)
    assert.equal(record.detection[0]?.restartedAtS, 4)
  })

  test('says where round trips went, what the runtime did, and whom a slow cycle blames', () => {
    const cycles = Array.from({ length: 20 }, (_, n) => {
      const sentNs = ns(10.501 + n / 10)
      const extraNs = n === 13 ? 5e6 : 0
      return { n, sentNs, wokenNs: sentNs + 30_000 + extraNs, ackNs: sentNs + 100_000 + extraNs }
    })
    const rows = cycles.map(({ n, ackNs, sentNs }) => row(n, 10.5 + n / 10, (ackNs - sentNs) / 1e9))
    const pauses = { count: 3, totalNs: 6e6, maxNs: 4e6 }
    const runtime = { telemetryDelay: pauses, gc: { protocol: pauses, telemetry: pauses } }
    const facts = build(
      [[first, ready(A, 5)]],
      [
        [
          second,
          {
            event: 'answers',
            agent: B,
            timeNs: ns(20),
            peers: [A],
            rows: cycles.map(({ n, sentNs, wokenNs }) => {
              return [0, n, sentNs + 10_000, wokenNs, wokenNs + 5000]
            }),
            unlogged: 0,
          },
        ],
        [
          first,
          {
            event: 'probes',
            agent: A,
            timeNs: ns(20),
            targets: [B],
            rows,
            lateNs: [],
            arrivals: cycles.map(({ n, ackNs }) => [n, ackNs - 50_000, ackNs - 10_000]),
          },
        ],
        [first, stats(A, 20, { probesSent: 20 }, { runtime })],
      ],
      [],
      [slowCycle(1.8)],
    )
    assert.equal(facts.rtt.segments?.cycles, 20)
    assert.equal(facts.rtt.segments?.unsplit, 0)
    assert.equal(facts.rtt.segments?.parts.peerWakeUp.p50, 20e-6)
    assert.equal(facts.rtt.segments?.parts.peerWakeUp.max, 5020e-6)
    assert.deepEqual(facts.runtime?.gc.protocol, {
      count: 3,
      totalS: 0.006,
      maxS: 0.004,
      measuredMaxS: null,
    })
    const [slow] = facts.slowest
    assert.ok(Math.abs((slow?.blame?.segments.peerWakeUp ?? 0) - 0.005) < 1e-9)
    assert.deepEqual(parseRunRecord(JSON.stringify(facts)), { ok: true, record: facts })
  })

  test('takes telemetry once for agents that share a process, at its newest', () => {
    const shared = measuredProcess({ addresses: [A, B] })
    const telemetry = (spansStarted: number) => ({
      telemetry: { spansStarted, spansExported: spansStarted, spansDropped: 0, eventsDropped: 0 },
    })
    const record = build(
      [],
      [
        [shared, stats(A, 19, {}, telemetry(10))],
        [shared, stats(B, 20, {}, telemetry(12))],
      ],
    )
    assert.deepEqual(record.telemetry, {
      spans: 12,
      exported: 12,
      dropped: 0,
      eventsDropped: 0,
      received: 3,
    })
  })
})
