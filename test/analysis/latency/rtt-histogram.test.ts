import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  encodeHistogram,
  histogramOf,
  mergeHistograms,
} from '../../../analysis/latency/rtt-histogram.ts'

describe('the histogram of RTTs', () => {
  test('counts nanoseconds with three significant digits', () => {
    const histogram = histogramOf([Float64Array.of(100e-6, 200e-6), Float64Array.of(0.5)])
    assert.equal(histogram.totalCount, 3)
    assert.ok(Math.abs(histogram.getValueAtPercentile(50) - 200_000) <= 200)
    assert.ok(Math.abs(histogram.maxValue - 5e8) <= 5e5)
  })

  test('survives its encoding, and encodings add up', () => {
    const one = encodeHistogram(histogramOf([Float64Array.of(1e-4, 2e-4)]))
    const other = encodeHistogram(histogramOf([Float64Array.of(3)]))
    const { histogram, problems } = mergeHistograms([one, other])
    assert.deepEqual(problems, [])
    assert.equal(histogram.totalCount, 3)
    const direct = histogramOf([Float64Array.of(1e-4, 2e-4, 3)])
    assert.equal(histogram.getValueAtPercentile(50), direct.getValueAtPercentile(50))
    assert.ok(Math.abs(histogram.maxValue / 3e9 - 1) < 1e-3)
  })

  test('leaves broken encodings out and says which', () => {
    const good = encodeHistogram(histogramOf([Float64Array.of(1e-4)]))
    const { histogram, problems } = mergeHistograms([
      'AAAA',
      good,
      'not base64!',
      good.slice(0, 20),
    ])
    assert.equal(histogram.totalCount, 1)
    assert.deepEqual(
      problems.map(({ index }) => index),
      [0, 2, 3],
    )
  })
})
