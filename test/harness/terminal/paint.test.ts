import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { columnsOf } from '../../../harness/terminal/paint.ts'

describe('the width of a terminal', () => {
  test('is what COLUMNS says, then what the terminal says, then 80', () => {
    assert.equal(columnsOf({ columns: 120 }, { COLUMNS: '50' }), 50)
    assert.equal(columnsOf({ columns: 120 }, {}), 120)
    assert.equal(columnsOf({}, {}), 80)
  })

  test('is never so small that nothing could be said', () => {
    assert.equal(columnsOf({ columns: 5 }, {}), 30)
  })

  test('does not follow nonsense', () => {
    for (const COLUMNS of ['', 'wide', '-3', '0', '1.5']) {
      assert.equal(columnsOf({ columns: 100 }, { COLUMNS }), 100)
    }
  })
})
