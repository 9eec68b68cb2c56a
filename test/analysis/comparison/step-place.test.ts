import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { placeOfStep } from '../../../analysis/comparison/step-place.ts'
import { normalFrom } from '../../support/simulated-runs.ts'

function stepAt(place: number, height: number, seed: number): number[] {
  const normal = normalFrom(seed)
  return Array.from({ length: 60 }, (_, index) => normal() + (index < place ? 0 : height))
}

describe('the place of a step', () => {
  test('is exact and sure where noise is small beside it', () => {
    assert.deepEqual(placeOfStep([1, 1.1, 0.9, 1, 5, 5.1, 4.9], 0, 7), { index: 4, range: [4, 4] })
    assert.deepEqual(placeOfStep([9, 9, 1, 1, 2, 2, 2, 9], 2, 7), { index: 4, range: [4, 4] })
  })

  test('lies in its 90 % range in 90 % of all cases', () => {
    let inside = 0
    for (let seed = 1; seed <= 300; seed += 1) {
      const { range } = placeOfStep(stepAt(25, 1.2, seed), 0, 60)
      if (range[0] <= 25 && 25 <= range[1]) inside += 1
    }
    assert.ok(inside >= 0.88 * 300, `${inside}`)
  })

  test('is inside its range, which is inside the series', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { index, range } = placeOfStep(stepAt(30, 0.3, seed), 0, 60)
      assert.ok(1 <= range[0] && range[0] <= range[1] && range[1] <= 59)
      assert.ok(1 <= index && index <= 59)
    }
  })
})
