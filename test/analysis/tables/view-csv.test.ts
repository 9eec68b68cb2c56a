import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  formatViewChanges,
  parseViewChanges,
  VIEW_CSV_HEADER,
} from '../../../analysis/tables/view-csv.ts'

const change = fc.record({
  atS: fc.integer({ min: -(10 ** 12), max: 10 ** 14 }).map((count) => count / 1e9),
  agent: fc.string({ unit: 'binary' }),
  member: fc.string(),
  status: fc.constantFrom('alive', 'suspect', 'dead', 'left', 'reaped'),
  incarnation: fc.nat(),
  why: fc.string(),
  by: fc.oneof(fc.string({ minLength: 1 }), fc.constant(null)),
})

describe('views as CSV', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const text = `${VIEW_CSV_HEADER}\n${formatViewChanges(changes)}`
        const parsed = parseViewChanges(text)
        assert.deepEqual(parsed.problems, [])
        assert.deepEqual(
          parsed.changes,
          changes.map((one) => ({ ...one, atS: one.atS + 0 })),
        )
      }),
    )
  })

  test('say which lines could not be read, and why', () => {
    const text = [
      VIEW_CSV_HEADER,
      'soon,a,b,alive,0,joined,',
      '1.0,a,b,odd,0,joined,',
      '1.0,a,b,alive,x,joined,',
      '1.0,a,b,alive,0',
      '1.0,a,b,alive,0,joined,',
    ].join('\n')
    const { changes, problems } = parseViewChanges(text)
    assert.equal(changes.length, 1)
    assert.deepEqual(problems, [
      { line: 2, reason: 'the time is not a number' },
      { line: 3, reason: 'unknown status' },
      { line: 4, reason: 'the incarnation is not a whole number' },
      { line: 5, reason: '5 fields instead of 7' },
    ])
  })

  test('that are something else are problems and never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(parseViewChanges(text).problemCount > 0)
      }),
    )
  })
})
