import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NumberRows } from '../../../harness/recording/number-rows.ts'

test('rows keep their numbers, however many there are', () => {
  const rows = new NumberRows(3)
  for (let row = 0; row < 10_000; row += 1) rows.push(row, 2 ** 52 + row, -row / 3)
  assert.equal(rows.length, 10_000)
  for (const row of [0, 1, 4095, 4096, 9999]) {
    assert.deepEqual(
      [0, 1, 2].map((column) => rows.at(row, column)),
      [row, 2 ** 52 + row, -row / 3],
    )
  }
})

test('beyond the last row there is nothing', () => {
  const rows = new NumberRows(2)
  assert.equal(rows.length, 0)
  assert.ok(Number.isNaN(rows.at(0, 0)))
})
