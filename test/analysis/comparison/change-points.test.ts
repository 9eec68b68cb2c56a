import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { changePoints, mostDivergentSplit } from '../../../analysis/comparison/change-points.ts'
import { normalFrom } from '../../support/simulated-runs.ts'

/** The divergence as Matteson and James write it, sum by sum. */
function naiveSplit(values: readonly number[]): { split: number; divergence: number } {
  const sumOf = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, a) => sum + right.reduce((inner, b) => inner + Math.abs(a - b), 0), 0)
  let best = { split: 0, divergence: Number.NEGATIVE_INFINITY }
  for (let stop = 2; stop <= values.length; stop += 1) {
    for (let split = 1; split < stop; split += 1) {
      const [left, right] = [values.slice(0, split), values.slice(split, stop)]
      const [n, m] = [left.length, right.length]
      const within = (side: readonly number[], count: number) =>
        count < 2 ? 0 : sumOf(side, side) / 2 / ((count * (count - 1)) / 2)
      const energy = (2 / (n * m)) * sumOf(left, right) - within(left, n) - within(right, m)
      const divergence = ((n * m) / (n + m)) * energy
      if (divergence > best.divergence + 1e-9) best = { split, divergence }
    }
  }
  return best
}

function series(seed: number, length: number, levels: (index: number) => number): number[] {
  const normal = normalFrom(seed)
  return Array.from({ length }, (_, index) => normal() + levels(index))
}

describe('the split that divides a series best', () => {
  test('is the one that the definition gives', () => {
    const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), {
      minLength: 2,
      maxLength: 14,
    })
    fc.assert(
      fc.property(values, (each) => {
        const split = mostDivergentSplit(each, 0, each.length) ?? 0
        const naive = naiveSplit(each)
        const own = naiveSplitAt(each, split)
        assert.ok(Math.abs(own - naive.divergence) < 1e-6)
      }),
    )
  })

  function naiveSplitAt(values: readonly number[], split: number): number {
    let greatest = Number.NEGATIVE_INFINITY
    for (let stop = split + 1; stop <= values.length; stop += 1) {
      const left = values.slice(0, split)
      const right = values.slice(split, stop)
      greatest = Math.max(greatest, divergenceOf(left, right))
    }
    return greatest
  }

  function divergenceOf(left: readonly number[], right: readonly number[]): number {
    const [n, m] = [left.length, right.length]
    const distance = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x) => sum + b.reduce((inner, y) => inner + Math.abs(x - y), 0), 0)
    const withinLeft = n < 2 ? 0 : distance(left, left) / (n * (n - 1))
    const withinRight = m < 2 ? 0 : distance(right, right) / (m * (m - 1))
    const energy = (2 * distance(left, right)) / (n * m) - withinLeft - withinRight
    return ((n * m) / (n + m)) * energy
  }
})

describe('change points', () => {
  test('of a step of 1.5 standard deviations in 60 values lie within two of it in 80 of 100 series', () => {
    let found = 0
    for (let seed = 1; seed <= 100; seed += 1) {
      const points = changePoints(series(seed, 60, (index) => (index < 30 ? 0 : 1.5)))
      if (points.some(({ index }) => Math.abs(index - 30) <= 2)) found += 1
    }
    assert.ok(found >= 80, `${found}`)
  })

  test('are found in no more than 5 of 100 flat series', () => {
    let found = 0
    for (let seed = 1; seed <= 100; seed += 1) {
      if (changePoints(series(seed, 60, () => 0)).length > 0) found += 1
    }
    assert.ok(found <= 5, `${found}`)
  })

  test('of several steps are all named, those of a short dip too', () => {
    const levels = (index: number) => (index < 60 ? 0 : index < 72 ? 5 : index < 150 ? 0 : -4)
    const found = changePoints(series(3, 200, levels)).map(({ index }) => index)
    assert.deepEqual(found, [60, 72, 150])
  })

  test('all hold at the level that was asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const found = changePoints(series(seed, 80, (index) => (index % 40 < 20 ? 0 : 1)))
        for (const { p, index } of found) assert.ok(p < 0.001 && index > 0 && index < 80)
      }),
      { numRuns: 30 },
    )
  })

  test('do not depend on unit or zero', () => {
    const values = series(5, 90, (index) => (index < 40 ? 0 : 2))
    const scaled = values.map((value) => 300 + 1e-4 * value)
    const indexes = (each: readonly number[]) => changePoints(each).map(({ index }) => index)
    assert.deepEqual(indexes(scaled), indexes(values))
  })

  test('of a step without noise are exact, and there are none in nothing', () => {
    assert.deepEqual(changePoints([1, 1, 1, 1, 2, 2, 2, 2]), [{ index: 4, range: [4, 4], p: 0 }])
    assert.deepEqual(
      [changePoints([]), changePoints([1]), changePoints([5, 5, 5, 5])],
      [[], [], []],
    )
  })
})
