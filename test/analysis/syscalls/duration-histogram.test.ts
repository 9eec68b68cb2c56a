import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { summarizeLatency } from '../../../analysis/latency/summarize-latency.ts'
import { DurationHistogram } from '../../../analysis/syscalls/duration-histogram.ts'

/** Half a nanosecond to months, each order of magnitude as likely as the others. */
const durations = fc.array(
  fc.double({ min: -0.3, max: 15.5, noNaN: true }).map((power) => 10 ** power),
  { minLength: 1, maxLength: 400 },
)

function histogramOf(ns: readonly number[]): DurationHistogram {
  const histogram = new DurationHistogram()
  for (const one of ns) histogram.record(one)
  return histogram
}

describe('a histogram of durations', () => {
  test('has percentiles within 1 % of the exact ones, and none where those have none', () => {
    fc.assert(
      fc.property(durations, (ns) => {
        // Below a microsecond whole nanoseconds are coarser than 1 %; far above, time ends at 13 days.
        const usual = ns.map((one) => Math.min(1e14, Math.max(1000, one)))
        const exact = summarizeLatency([Float64Array.from(usual, (one) => one / 1e9)])
        const timing = histogramOf(usual).timing()
        for (const [approximate, wanted] of [
          [timing.p50S, exact.p50],
          [timing.p90S, exact.p90],
          [timing.p99S, exact.p99],
          [timing.intervals.p50?.[0] ?? null, exact.intervals.p50?.[0] ?? null],
          [timing.intervals.p50?.[1] ?? null, exact.intervals.p50?.[1] ?? null],
        ] as const) {
          assert.equal(approximate === null, wanted === null)
          if (approximate !== null && wanted !== null) {
            assert.ok(Math.abs(approximate / wanted - 1) < 0.01, `${approximate} for ${wanted}`)
          }
        }
      }),
    )
  })

  test('keeps count, total, least and most exactly', () => {
    fc.assert(
      fc.property(durations, (ns) => {
        const { count, totalS, minS, maxS, meanS } = histogramOf(ns).timing()
        const total = ns.reduce((sum, one) => sum + one, 0)
        assert.equal(count, ns.length)
        assert.ok(Math.abs(totalS - total / 1e9) <= 1e-9 * total)
        assert.equal(minS, Math.min(...ns) / 1e9)
        assert.equal(maxS, Math.max(...ns) / 1e9)
        assert.ok(meanS !== null && Math.abs(meanS - totalS / count) <= 1e-12 * totalS)
      }),
    )
  })

  test('does not care about the order', () => {
    fc.assert(
      fc.property(durations, (ns) => {
        const [there, back] = [histogramOf(ns), histogramOf(ns.toReversed())]
        assert.deepEqual(there.octaves(), back.octaves())
        assert.equal(there.timing().p50S, back.timing().p50S)
      }),
    )
  })

  test('counts every sample in one of its doubling bins, which follow on each other', () => {
    fc.assert(
      fc.property(durations, (ns) => {
        const bins = histogramOf(ns).octaves()
        assert.equal(
          bins.reduce((sum, { count }) => sum + count, 0),
          ns.length,
        )
        bins.forEach((bin, index) => {
          if (index > 0) assert.equal(bin.fromS, bins[index - 1]?.toS)
        })
        assert.ok((bins[0]?.count ?? 0) > 0 && (bins.at(-1)?.count ?? 0) > 0)
      }),
    )
  })

  test('takes a clock that was set back for no time at all', () => {
    assert.equal(histogramOf([-5]).timing().maxS, 0)
  })

  test('says nothing about nothing', () => {
    const histogram = new DurationHistogram()
    assert.deepEqual(histogram.octaves(), [])
    assert.deepEqual([histogram.timing().meanS, histogram.timing().p50S], [null, null])
  })
})
