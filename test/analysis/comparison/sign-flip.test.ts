import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { leastSignFlipP, signFlipTest } from '../../../analysis/comparison/sign-flip.ts'

/** Darwin's cross- and self-fertilized maize, height differences in eighths of an inch (Fisher 1935, §21). */
const MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

const differences = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 })

/** By trying every way, one after the other. */
function naive(values: readonly number[]): number {
  const ways = 2 ** values.length
  const observed = Math.abs(values.reduce((sum, value) => sum + value, 0))
  let extreme = 0
  for (let way = 0; way < ways; way += 1) {
    const sum = values.reduce((total, value, bit) => total + ((way >> bit) & 1 ? value : -value), 0)
    if (Math.abs(sum) >= observed) extreme += 1
  }
  return extreme / ways
}

describe('the sign-flip test', () => {
  test("finds the 863 of 32,768 ways that Fisher counted for Darwin's maize, in either direction", () => {
    assert.deepEqual(signFlipTest(MAIZE, 1), { p: (2 * 863) / 32_768, sampled: false })
  })

  test('agrees with trying every way', () => {
    fc.assert(
      fc.property(differences, (values) => {
        assert.ok(Math.abs((signFlipTest(values, 1)?.p ?? 0) - naive(values)) < 1e-12)
      }),
    )
  })

  test('does not care which side is called the base', () => {
    fc.assert(
      fc.property(differences, (values) => {
        const mirrored = values.map((value) => -value)
        assert.deepEqual(signFlipTest(values, 1), signFlipTest(mirrored, 1))
      }),
    )
  })

  test('of differences of one sign has the least p that their number allows', () => {
    assert.equal(signFlipTest([3, 1, 2, 5, 4, 1], 1)?.p, 2 / 64)
    assert.equal(leastSignFlipP(6), 2 / 64)
  })

  test('samples the ways of more than sixteen, says so, and comes close', () => {
    const many = [...MAIZE, 12, -9]
    const sampled = signFlipTest(many, 1)
    assert.equal(sampled?.sampled, true)
    assert.ok(Math.abs((sampled?.p ?? 0) - naive(many)) < 0.01)
    assert.deepEqual(signFlipTest(many, 1), sampled)
  })

  test('never says that anything is impossible', () => {
    const p = signFlipTest(new Array<number>(60).fill(1), 1)?.p ?? 0
    assert.ok(p > 0 && p < 0.001)
  })

  test('has nothing to say of no differences, and that equal builds are equal', () => {
    assert.equal(signFlipTest([], 1), undefined)
    assert.equal(signFlipTest([0, 0, 0], 1)?.p, 1)
  })
})
