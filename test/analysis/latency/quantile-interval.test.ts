import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { quantileInterval, samplesNeeded } from '../../../analysis/latency/quantile-interval.ts'

/** P(B ≤ k) for B ~ binomial(n, q), by logarithms of factorials: another way than the code's. */
function atMost(k: number, n: number, q: number): number {
  let logFactorials = 0
  let sum = 0
  for (let i = 0; i <= k; i += 1) {
    if (i > 0) logFactorials += Math.log(n - i + 1) - Math.log(i)
    sum += Math.exp(logFactorials + i * Math.log(q) + (n - i) * Math.log(1 - q))
  }
  return sum
}

describe('the interval of a quantile', () => {
  test('has the ranks that textbooks print for the median', () => {
    // Conover, Practical Nonparametric Statistics; e.g. n = 6: [1, 6], n = 20: [6, 15], n = 100: [40, 61].
    assert.deepEqual(quantileInterval(6, 0.5), { lower: 1, upper: 6 })
    assert.deepEqual(quantileInterval(10, 0.5), { lower: 2, upper: 9 })
    assert.deepEqual(quantileInterval(20, 0.5), { lower: 6, upper: 15 })
    assert.deepEqual(quantileInterval(100, 0.5), { lower: 40, upper: 61 })
  })

  test('covers at least 95 %, and no narrower equal-tailed one would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 800 }),
        fc.constantFrom(0.1, 0.5, 0.9, 0.95, 0.99),
        (n, q) => {
          const ranks = quantileInterval(n, q)
          if (ranks === undefined) {
            assert.ok(n < samplesNeeded(q))
            return
          }
          const tolerance = 1e-9
          assert.ok(atMost(ranks.lower - 1, n, q) <= 0.025 + tolerance)
          assert.ok(atMost(ranks.lower, n, q) > 0.025 - tolerance)
          assert.ok(1 - atMost(ranks.upper - 1, n, q) <= 0.025 + tolerance)
          assert.ok(1 - atMost(ranks.upper - 2, n, q) > 0.025 - tolerance)
        },
      ),
    )
  })

  test('has the sample quantile inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 100_000 }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (n, q) => {
          const ranks = quantileInterval(n, q)
          if (ranks === undefined) return
          const rank = Math.ceil(q * n - 1e-9)
          assert.ok(1 <= ranks.lower && ranks.lower <= rank)
          assert.ok(rank <= ranks.upper && ranks.upper <= n)
        },
      ),
    )
  })

  test('of a million samples is where the normal approximation has it', () => {
    const ranks = quantileInterval(1_000_000, 0.999)
    assert.ok(ranks !== undefined)
    const half = 1.959964 * Math.sqrt(1e6 * 0.999 * 0.001)
    assert.ok(Math.abs(ranks.lower - (999_000 - half)) < 3)
    assert.ok(Math.abs(ranks.upper - (999_000 + half)) < 3)
  })
})

describe('the fewest samples with a finite interval', () => {
  for (const [q, needed] of [
    [0.5, 6],
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
    [0.999, 3688],
  ] as const) {
    test(`are ${needed} for the ${q} quantile`, () => {
      assert.equal(samplesNeeded(q), needed)
      assert.equal(quantileInterval(needed - 1, q), undefined)
      assert.equal(quantileInterval(needed, q)?.upper, needed)
    })
  }
})
