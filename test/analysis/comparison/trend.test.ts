import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { trendOf } from '../../../analysis/comparison/trend.ts'

/** A permutation of 1 … count with the given S, by as many neighbour swaps as it takes. */
function seriesWith(count: number, s: number): number[] {
  const series = Array.from({ length: count }, (_, index) => index)
  let swaps = ((count * (count - 1)) / 2 - s) / 2
  for (let last = count - 1; swaps > 0; last -= 1) {
    for (let place = 0; place < last && swaps > 0; place += 1, swaps -= 1) {
      const [a = 0, b = 0] = [series[place], series[place + 1]]
      series[place] = b
      series[place + 1] = a
    }
  }
  return series
}

describe('the trend test', () => {
  // One-sided probabilities of Kendall's S, as printed in tables (Kendall 1948; Hollander & Wolfe, A.30).
  for (const [count, s, tail] of [
    [4, 6, 0.042],
    [5, 8, 0.042],
    [6, 11, 0.028],
    [6, 13, 0.0083],
    [8, 16, 0.031],
    [8, 18, 0.016],
    [10, 21, 0.036],
    [10, 25, 0.014],
  ] as const) {
    test(`has the tabulated probability for S = ${s} of ${count}`, () => {
      const trend = trendOf(seriesWith(count, s))
      assert.ok(Math.abs((trend?.tau ?? 0) - s / ((count * (count - 1)) / 2)) < 1e-12)
      assert.ok(Math.abs((trend?.p ?? 0) / 2 - tail) < 6e-4, `${trend?.p}`)
    })
  }

  test('passes from exact to approximate without a jump', () => {
    const exact = trendOf(seriesWith(60, 340))?.p ?? 0
    const approximate = trendOf(seriesWith(61, 350))?.p ?? 0
    assert.ok(Math.abs(exact - approximate) < 0.003, `${exact}, ${approximate}`)
  })

  test('falls as it rises', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 3, maxLength: 20 }), (series) => {
        const [up, down] = [trendOf(series), trendOf(series.map((value) => -value))]
        assert.equal(up?.p, down?.p)
        assert.ok((up?.tau ?? 1) + (down?.tau ?? 1) === 0)
        assert.ok((up?.p ?? 2) <= 1 && (up?.p ?? -1) > 0)
      }),
    )
  })

  test('sees none in values that are all the same, and asks for three', () => {
    assert.deepEqual(trendOf([5, 5, 5, 5]), { tau: 0, p: 1 })
    assert.equal(trendOf([1, 2]), undefined)
  })
})
