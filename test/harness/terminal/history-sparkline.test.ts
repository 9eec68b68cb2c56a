import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { sparkline } from '../../../harness/terminal/history-sparkline.ts'

describe('a sparkline', () => {
  test('has a block for each value, from the lowest to the highest', () => {
    assert.equal(sparkline([1, 2, 3, 4, 5, 6, 7, 8], [], 80).line, '▁▂▃▄▅▆▇█')
  })

  test('of values that hardly differ is flat', () => {
    assert.match(sparkline([100, 101, 100, 102], [], 80).line, /^[▄▅]{4}$/)
    assert.match(sparkline([0, 0], [], 80).line, /^(.)\1$/)
  })

  test('leaves room for values that are missing', () => {
    assert.equal(sparkline([1, null, 8], [], 80).line, '▁ █')
    assert.deepEqual(sparkline([null], [], 80), { line: '', marks: '' })
  })

  test('marks steps below the blocks', () => {
    assert.equal(sparkline([1, 1, 8, 8], [2], 80).marks, '  ▲')
  })

  test('fits, however many values there are, with its marks in place', () => {
    const values = fc.array(fc.double({ min: 0, max: 1 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, columns) => {
        const last = all.length - 1
        const { line, marks } = sparkline(all, [last], columns)
        assert.ok(line.length <= columns)
        assert.equal(marks.length, line.length)
      }),
    )
  })
})
