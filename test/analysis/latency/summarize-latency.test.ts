import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { PERCENTILE_NAMES, summarizeLatency } from '../../../analysis/latency/summarize-latency.ts'

const numbers = (count: number) => Float64Array.from({ length: count }, (_, index) => index + 1)

describe('a summary of latencies', () => {
  test('takes the nearest rank for percentiles', () => {
    const summary = summarizeLatency([numbers(4000)])
    assert.equal(summary.count, 4000)
    assert.equal(summary.min, 1)
    assert.equal(summary.p50, 2000)
    assert.equal(summary.p90, 3600)
    assert.equal(summary.p95, 3800)
    assert.equal(summary.p99, 3960)
    assert.equal(summary.p999, 3996)
    assert.equal(summary.max, 4000)
    assert.equal(summary.mean, 2000.5)
  })

  test('has the standard deviation with n − 1 as its jitter', () => {
    assert.equal(
      summarizeLatency([Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9)]).jitter,
      Math.sqrt(32 / 7),
    )
    assert.equal(summarizeLatency([Float64Array.of(3)]).jitter, null)
  })

  test('leaves percentiles out that too few samples stand behind', () => {
    const summary = summarizeLatency([numbers(71)])
    assert.equal(summary.p90, 64)
    assert.equal(summary.p95, null)
    assert.equal(summary.intervals.p95, null)
    assert.notEqual(summary.intervals.p90, null)
    assert.equal(summarizeLatency([numbers(72)]).p95, 69)
  })

  test('of nothing has no numbers at all', () => {
    const { count, intervals, ...rest } = summarizeLatency([])
    assert.equal(count, 0)
    assert.deepEqual(new Set(Object.values(rest)), new Set([null]))
    assert.deepEqual(new Set(Object.values(intervals)), new Set([null]))
  })

  test('merges agents, but takes successive differences within each of them only', () => {
    const summary = summarizeLatency([Float64Array.of(1, 2, 1), Float64Array.of(100, 104)])
    assert.equal(summary.count, 5)
    assert.equal(summary.meanSuccessiveDifference, (1 + 1 + 4) / 3)
  })

  test('leaves its input as it was', () => {
    const sequence = Float64Array.of(3, 1, 2)
    summarizeLatency([sequence])
    assert.deepEqual([...sequence], [3, 1, 2])
  })

  test('is ordered, within the extremes, and each interval holds its percentile', () => {
    const sample = fc.double({ min: 1e-7, max: 10, noNaN: true })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 600 }), (samples) => {
        const summary = summarizeLatency([Float64Array.from(samples)])
        const known = PERCENTILE_NAMES.flatMap((name) => summary[name] ?? [])
        const ordered = [summary.min ?? 0, ...known, summary.max ?? 0]
        assert.deepEqual(
          ordered,
          ordered.toSorted((a, b) => a - b),
        )
        assert.ok((summary.min ?? 0) <= (summary.mean ?? 0))
        assert.ok((summary.mean ?? 0) <= (summary.max ?? 0))
        for (const name of PERCENTILE_NAMES) {
          const interval = summary.intervals[name]
          const value = summary[name]
          assert.equal(interval === null, value === null)
          if (interval === null || value === null) continue
          assert.ok(interval[0] <= value && value <= interval[1])
        }
      }),
    )
  })
})
