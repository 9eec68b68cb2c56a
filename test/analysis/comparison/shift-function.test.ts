import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type RunHistogram, shiftFunction } from '../../../analysis/comparison/shift-function.ts'
import { encodeHistogram, histogramOf } from '../../../analysis/latency/rtt-histogram.ts'
import { normalFrom } from '../../support/simulated-runs.ts'

type Runs = { readonly runs: number; readonly samples: number; readonly factor: number }

/** Each run at a level of its own, and its samples around it. */
function samplesOf({ runs, samples, factor }: Runs, normal: () => number): Float64Array[] {
  return Array.from({ length: runs }, () => {
    const level = 120e-6 * factor * Math.exp(0.05 * normal())
    return Float64Array.from({ length: samples }, () => level * Math.exp(0.4 * normal()))
  })
}

function encoded(runs: readonly Float64Array[], blocks = false): RunHistogram[] {
  return runs.map((samples, index) => ({
    encoded: encodeHistogram(histogramOf([samples])),
    ...(blocks && { block: index }),
  }))
}

function nearestRank(runs: readonly Float64Array[], quantile: number): number {
  const sorted = Float64Array.from(runs.flatMap((run) => [...run])).sort()
  return sorted[Math.ceil(quantile * sorted.length) - 1] ?? 0
}

describe('the shift function', () => {
  test('has the quantiles of all samples of a side, to a third of a percent', () => {
    const normal = normalFrom(1)
    const base = samplesOf({ runs: 6, samples: 2000, factor: 1 }, normal)
    const candidate = samplesOf({ runs: 7, samples: 1000, factor: 1.3 }, normal)
    const { points, runs } = shiftFunction(encoded(base), encoded(candidate), { seed: 1 })
    assert.deepEqual(runs, { base: 6, candidate: 7 })
    for (const { quantile, baseS, candidateS, differenceS, change } of points) {
      assert.ok(Math.abs(baseS / nearestRank(base, quantile) - 1) < 1 / 300, `${quantile}`)
      assert.ok(Math.abs(candidateS / nearestRank(candidate, quantile) - 1) < 1 / 300)
      assert.equal(differenceS, candidateS - baseS)
      assert.ok(Math.abs(change - (candidateS / baseS - 1)) < 1e-12)
    }
  })

  test('leaves out quantiles for which a side has too few samples', () => {
    const few = encoded(samplesOf({ runs: 2, samples: 40, factor: 1 }, normalFrom(1)))
    const { points } = shiftFunction(few, few, { seed: 1 })
    assert.equal(points.at(-1)?.quantile, 0.95)
    assert.equal(points[0]?.quantile, 0.05)
  })

  test('has bands of nothing where the sides are the same runs, and none of fewer than six', () => {
    const same = encoded(samplesOf({ runs: 8, samples: 500, factor: 1 }, normalFrom(2)), true)
    const { points, paired } = shiftFunction(same, same, { seed: 1 })
    assert.equal(paired, true)
    for (const { band } of points) assert.deepEqual(band, [0, 0])
    const few = shiftFunction(same.slice(0, 5), same.slice(0, 5), { seed: 1 })
    assert.ok(few.points.length > 0 && few.points.every(({ band }) => band === null))
  })

  test('is the same again from the same seed', () => {
    const normal = normalFrom(3)
    const base = encoded(samplesOf({ runs: 6, samples: 200, factor: 1 }, normal))
    const candidate = encoded(samplesOf({ runs: 6, samples: 200, factor: 1 }, normal))
    const once = shiftFunction(base, candidate, { seed: 5 })
    assert.deepEqual(shiftFunction(base, candidate, { seed: 5 }), once)
    assert.equal(once.paired, false)
  })

  test('of identical builds mostly has the zero in the band of the median, of different ones not', () => {
    const normal = normalFrom(4)
    const medianOf = (factor: number) => {
      const base = samplesOf({ runs: 10, samples: 200, factor: 1 }, normal)
      const candidate = samplesOf({ runs: 10, samples: 200, factor }, normal)
      const options = { seed: 1, resamples: 200 }
      const { points } = shiftFunction(encoded(base), encoded(candidate), options)
      return points.find(({ quantile }) => quantile === 0.5)?.band ?? [0, 0]
    }
    const bands = Array.from({ length: 60 }, () => medianOf(1))
    assert.ok(bands.filter(([low, high]) => low <= 0 && 0 <= high).length >= 54)
    const [low] = medianOf(1.3)
    assert.ok(low > 0)
  })

  test('names histograms that cannot be read and does without them', () => {
    const good = encoded(samplesOf({ runs: 6, samples: 200, factor: 1 }, normalFrom(5)))
    const { problems, runs, points } = shiftFunction(
      [...good, { encoded: 'junk' }],
      [{ encoded: '' }, ...good],
      { seed: 1 },
    )
    assert.deepEqual(runs, { base: 6, candidate: 6 })
    assert.match(problems[0] ?? '', /^histogram 7 of the base: /)
    assert.match(problems[1] ?? '', /^histogram 1 of the candidate: /)
    assert.ok(points.length > 0)
  })

  test('of nothing is nothing', () => {
    assert.deepEqual(shiftFunction([], [], { seed: 1 }).points, [])
    const empty = [{ encoded: encodeHistogram(histogramOf([])) }]
    assert.deepEqual(shiftFunction(empty, empty, { seed: 1 }).points, [])
  })

  test('of 2 × 100 runs of 1,000,000 samples takes less than the 3 s that all of compare may', () => {
    const [run = new Float64Array()] = samplesOf(
      { runs: 1, samples: 250_000, factor: 1 },
      normalFrom(6),
    )
    const million = encodeHistogram(histogramOf([run, run, run, run]))
    const runs = Array.from({ length: 100 }, (_, block) => ({ encoded: million, block }))
    const started = performance.now()
    const { points } = shiftFunction(runs, runs, { seed: 1 })
    assert.ok(points.length > 20 && performance.now() - started < 3000)
  })
})
