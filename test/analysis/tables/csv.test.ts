import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { csvField, RecordSplitter, splitCsvLine } from '../../../analysis/tables/csv.ts'

function recordsOf(chunks: readonly string[]): [string, number][] {
  const records: [string, number][] = []
  const splitter = new RecordSplitter((record, line) => records.push([record, line]))
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return records
}

describe('a line of CSV', () => {
  test('gives back the fields it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (fields) => {
        const line = fields.map(csvField).join(',')
        assert.deepEqual(splitCsvLine(line), fields)
      }),
    )
  })

  test('with quotes that do not match is none', () => {
    for (const line of ['"a', 'a"b,c', '"a"b,c', '"a""', 'x,"']) {
      assert.equal(splitCsvLine(line), undefined, line)
    }
  })
})

describe('records', () => {
  test('are the same however the text is cut', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n') })
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 3 })),
        fc.integer({ min: 1, max: 5 }),
        (rows, size) => {
          const lines = rows.map((row) => row.map(csvField).join(','))
          const text = lines.map((line) => `${line}\n`).join('')
          const chunks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
          assert.deepEqual(
            recordsOf(chunks).map(([record]) => record),
            lines,
          )
        },
      ),
    )
  })

  test('know the line they begin on, also after line breaks inside quotes', () => {
    assert.deepEqual(recordsOf(['a\n"b\nb",\n', '\r\nc']), [
      ['a', 1],
      ['"b\nb",', 2],
      ['c', 5],
    ])
  })
})
