import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pairedEffect, unseenEffect, welchEffect } from '../../../analysis/comparison/effect.ts'

function near(actual: number | null | undefined, expected: number, within: number): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < within, `${actual}, not ${expected}`)
}

describe('the effect between paired runs', () => {
  test("has the interval of Student's own sleep data", () => {
    // Cushny & Peebles, hours of sleep gained; R: t.test(..., paired = TRUE).
    const effect = pairedEffect([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4], 0.05, 1)
    near(effect?.estimate, 1.58, 1e-9)
    near(effect?.interval?.[0], 0.7001142, 1e-5)
    near(effect?.interval?.[1], 2.4598858, 1e-5)
    assert.equal(effect?.test, 'sign-flip')
    assert.equal(effect?.p, 2 / 512)
  })

  test('of one pair has no interval, of none is none', () => {
    assert.equal(pairedEffect([0.1], 0.05, 1)?.interval, null)
    assert.equal(pairedEffect([], 0.05, 1), undefined)
  })

  test('reaches further with fewer blocks', () => {
    const effect = pairedEffect([0.1, 0.2, 0.05, 0.1, 0.15, 0.12], 0.05, 1)
    assert.ok((effect?.reachOf(6) ?? 0) > (effect?.reachOf(12) ?? 1))
  })
})

describe('the effect between runs that are not paired', () => {
  // Example 1 of the article on Welch's test in Wikipedia: t = −2.46, 25.0 degrees, p = 0.021.
  const one = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4]
  const other = [
    27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4,
  ]

  test("is that of Welch's test", () => {
    const effect = welchEffect(one, other, 0.05)
    near(effect?.estimate, 2.1667, 1e-3)
    near(effect?.p, 0.021, 1e-3)
    near(effect?.interval?.[0], 2.1667 - 2.064 * (2.1667 / 2.46), 0.02)
  })

  test('between runs that are all alike has the p of piles that do not overlap', () => {
    const effect = welchEffect([3, 3, 3, 3, 3, 3], [4, 4, 4, 4, 4, 4], 0.05)
    near(effect?.p, 2 / 924, 1e-12)
    assert.equal(welchEffect([3, 3, 3], [3, 3, 3], 0.05)?.p, 1)
  })

  test('has neither interval nor p where a side is a single run', () => {
    const effect = welchEffect([1], [2, 3], 0.05)
    assert.deepEqual([effect?.interval, effect?.p, effect?.estimate], [null, null, 1.5])
    assert.equal(welchEffect([], [1], 0.05), undefined)
  })
})

describe('an event that nobody saw', () => {
  const nothing = pairedEffect([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.1, 1)

  test('is bounded by the rule of three', () => {
    assert.ok(nothing)
    near(unseenEffect(nothing, 1, 0.1).interval?.[1], 3 / 10, 0.001)
    near(unseenEffect(nothing, 40, 0.1).interval?.[1], 3 / 400, 0.001)
  })

  test('is not bounded where nobody knows how often it could have been seen', () => {
    assert.ok(nothing)
    assert.equal(unseenEffect(nothing, null, 0.1).interval, null)
  })
})
