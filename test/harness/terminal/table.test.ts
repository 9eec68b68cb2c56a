import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Column, table } from '../../../harness/terminal/table.ts'
import { widthOf } from '../../../harness/terminal/text.ts'

const columns: readonly Column[] = [
  { header: 'name', align: 'left' },
  { header: 'count', align: 'right', rank: 2 },
  { header: 'note', align: 'left', rank: 1 },
]
const rows = [
  ['alpha', '1', 'first'],
  ['b', '1,000', { text: 'second', format: 'red' }],
] as const

describe('a table', () => {
  test('aligns its columns', () => {
    assert.deepEqual(table(columns, rows, { columns: 80 }), [
      'name   count  note',
      'alpha      1  first',
      'b      1,000  second',
    ])
  })

  test('leaves out the columns of the highest rank first', () => {
    assert.deepEqual(table(columns, rows, { columns: 15 })[1], 'alpha  first')
    assert.deepEqual(table(columns, rows, { columns: 8 })[1], 'alpha')
  })

  test('keeps a column that fits where a wider one before it does not', () => {
    const wide: readonly Column[] = [...columns, { header: 'x', align: 'left', rank: 3 }]
    const [header] = table(wide, [['alpha', '1', 'a very long note', 'y']], { columns: 17 })
    assert.equal(header, 'name   count  x')
  })

  test('paints cells after they have been aligned', () => {
    const painted = table(columns, rows, {
      columns: 80,
      paint: (format, text) => `<${format}>${text}</>`,
    })
    assert.equal(painted[2], 'b      1,000  <red>second</>')
  })

  test('has no line of headers when it has no headers', () => {
    const bare: readonly Column[] = [{ header: '', align: 'left' }]
    assert.deepEqual(table(bare, [['x']], { columns: 80, indent: '  ' }), ['  x'])
  })

  test('is never wider than its room, once the columns of rank 0 fit', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'µ', '–', ' '), maxLength: 12 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
        fc.integer({ min: 12, max: 60 }),
        (cells, room) => {
          for (const line of table(columns, cells, { columns: room })) {
            assert.ok(widthOf(line) <= room, line)
          }
        },
      ),
    )
  })
})
