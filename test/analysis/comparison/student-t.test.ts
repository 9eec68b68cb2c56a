import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  estimateMean,
  studentTQuantile,
  studentTWithin,
} from '../../../analysis/comparison/student-t.ts'

describe("Student's t", () => {
  // Two-sided 95 % and 99 % points as printed in every table.
  for (const [degrees, p95, p99] of [
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [9, 2.262, 3.25],
    [19, 2.093, 2.861],
    [30, 2.042, 2.75],
    [120, 1.98, 2.617],
  ] as const) {
    test(`with ${degrees} degrees of freedom has its tabulated quantiles`, () => {
      assert.ok(Math.abs(studentTQuantile(0.95, degrees) - p95) < 6e-4)
      assert.ok(Math.abs(studentTQuantile(0.99, degrees) - p99) < 6e-4)
      assert.ok(Math.abs(studentTWithin(p95, degrees) - 0.95) < 1e-4)
    })
  }
})

describe('the estimate of a mean', () => {
  test('has the interval of the t distribution', () => {
    const estimate = estimateMean([4.8, 5.2, 5.0, 4.9, 5.1])
    assert.ok(Math.abs((estimate?.mean ?? 0) - 5) < 1e-12)
    const half = (2.776 * Math.sqrt(0.025)) / Math.sqrt(5)
    assert.ok(Math.abs((estimate?.interval?.[1] ?? 0) - 5 - half) < 1e-4)
    assert.ok(Math.abs((estimate?.interval?.[0] ?? 0) - 5 + half) < 1e-4)
  })

  test('of one value has no interval, of none is none', () => {
    assert.deepEqual(estimateMean([7]), { count: 1, mean: 7, interval: undefined })
    assert.equal(estimateMean([]), undefined)
  })
})
