import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outliersOf } from '../../../analysis/comparison/outliers.ts'

test('the two outliers of the example of Iglewicz and Hoaglin are found, which hide from mean and deviation', () => {
  assert.deepEqual(outliersOf([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]), [8, 9])
})

test('few values have no outliers, nor have values of which most are the same', () => {
  assert.deepEqual(outliersOf([1, 1.1, 0.9, 1, 90]), [])
  assert.deepEqual(outliersOf([1, 1, 1, 1, 1, 1, 2]), [])
})
