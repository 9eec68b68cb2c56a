import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { blameSlowest } from '../../../analysis/latency/blame.ts'
import { SEGMENT_NAMES, summarizeSegments } from '../../../analysis/latency/segments.ts'
import { summarizeLatency } from '../../../analysis/latency/summarize-latency.ts'
import type { SlowCycle } from '../../../analysis/run-record.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

const US = 1e-6
/** In the order of the segments; they sum to 100 µs. */
const USUAL = [10, 30, 5, 10, 40, 5]
const SLOW = [10, 1530, 5, 8, 60, 7]

/** Nine usual cycles of each of two agents at the same times, and then a slow one of b that left 2 ms late. */
const builder = new ProbeTableBuilder()
const durations: number[][] = []
for (let cycle = 0; cycle < 10; cycle += 1) {
  for (const agent of ['a', 'b']) {
    const isSlow = cycle === 9 && agent === 'b'
    const segments = isSlow ? SLOW : USUAL
    durations.push(segments)
    builder.append({
      agent,
      target: 'c',
      intendedAtS: cycle,
      sentAtS: cycle + (isSlow ? 0.002 : 50 * US),
      rttS: segments.reduce((sum, us) => sum + us, 0) * US,
      outcome: 'acked',
    })
  }
}
const probes = builder.build()
const split = {
  rows: Uint32Array.from(durations.keys()),
  durationsS: SEGMENT_NAMES.map((_, segment) =>
    Float64Array.from(durations, (of) => (of[segment] ?? 0) * US),
  ),
}
const usual = {
  rtt: { segments: summarizeSegments(split, probes) },
  lag: summarizeLatency([Float64Array.from([50 * US, 50 * US, 50 * US, 50 * US, 50 * US, 0.002])]),
}
const cycle = (agent: string, atS: number): SlowCycle => ({
  agent,
  target: 'c',
  atS,
  rttS: 0.00162,
  outcome: 'acked',
  traceId: 'x',
  spans: [],
  blame: null,
})
const inUs = (seconds: number | undefined) => Math.round((seconds ?? Number.NaN) / US)

describe('a slow cycle', () => {
  const [slow] = blameSlowest([cycle('b', 9)], probes, split, usual)

  test('blames each segment for what it took beyond its median', () => {
    const { segments } = slow?.blame ?? {}
    assert.deepEqual(
      SEGMENT_NAMES.map((name) => inUs(segments?.[name])),
      [0, 1500, 0, -2, 20, 2],
    )
  })

  test('blames us, the peer and the wire, and together they are the excess', () => {
    const { oursS = 0, peerS = 0, wireS = 0, excessS } = slow?.blame ?? {}
    assert.deepEqual([oursS, peerS, wireS].map(inUs), [22, 1500, -2])
    assert.equal(excessS, oursS + peerS + wireS)
    assert.equal(inUs(excessS), 1520)
  })

  test('says by how much later than usual it left', () => {
    assert.equal(inUs(slow?.blame?.lagS), 1950)
  })

  test('is found by its agent and its intended time', () => {
    const [other] = blameSlowest([cycle('a', 9)], probes, split, usual)
    assert.equal(inUs(other?.blame?.excessS), 0)
  })

  test('blames nobody when it could not be split, or is not known', () => {
    const unsplit = { ...split, rows: split.rows.map((row) => row + 1) }
    const cases = [
      blameSlowest([cycle('a', 0)], probes, unsplit, usual),
      blameSlowest([cycle('z', 9), cycle('b', 9.5)], probes, split, usual),
      blameSlowest([cycle('b', 9)], probes, split, { ...usual, rtt: { segments: null } }),
      blameSlowest([cycle('b', 9)], probes, split, { ...usual, lag: summarizeLatency([]) }),
    ]
    for (const { blame } of cases.flat()) assert.equal(blame, null)
  })
})
