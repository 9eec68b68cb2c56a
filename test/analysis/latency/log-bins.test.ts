import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { logBins } from '../../../analysis/latency/log-bins.ts'

describe('bins on a logarithmic axis', () => {
  test('hold every sample once and touch each other', () => {
    const sample = fc.double({ min: 1e-7, max: 10, noNaN: true })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), (samples) => {
        const sorted = Float64Array.from(samples).sort()
        const bins = logBins(sorted)
        assert.equal(
          bins.reduce((sum, bin) => sum + bin.count, 0),
          samples.length,
        )
        bins.slice(1).forEach((bin, index) => {
          assert.equal(bin.fromS, bins[index]?.toS)
        })
        assert.ok((bins[0]?.fromS ?? 0) <= (sorted[0] ?? 0) * (1 + 1e-9))
        assert.ok((bins.at(-1)?.toS ?? 0) >= (sorted.at(-1) ?? 0) * (1 - 1e-9))
      }),
    )
  })

  test('of equal samples are one', () => {
    assert.deepEqual(
      logBins(Float64Array.of(1e-3, 1e-3)).map(({ count }) => count),
      [2],
    )
  })
})
