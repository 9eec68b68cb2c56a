import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { comparisonCsv } from '../../../analysis/report/comparison-csv.ts'
import { splitCsvLine } from '../../../analysis/tables/csv.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('a comparison as CSV', () => {
  const { comparison } = sampleView({ change: 0.2 })

  test('has the numbers unrounded, and as many cells in each row', () => {
    const [head = '', ...rows] = comparisonCsv(comparison).trimEnd().split('\n').map(splitCsvLine)
    const cell = (row: number, name: string) => rows[row]?.[(head ?? []).indexOf(name)]
    assert.equal(rows.length, comparison.metrics.length)
    for (const row of rows) assert.equal(row?.length, head?.length)
    const [first] = comparison.metrics
    assert.equal(cell(0, 'metric'), 'rtt.p50')
    assert.equal(Number(cell(0, 'change')), first?.change)
    assert.equal(Number(cell(0, 'interval_low')), first?.interval?.[0])
    assert.equal(cell(0, 'q'), '')
  })

  test('cannot start a formula', () => {
    const metrics = comparison.metrics.map((metric) => ({ ...metric, metric: '=1+1,"x"' }))
    const text = comparisonCsv({ ...comparison, metrics })
    assert.match(text, /\n"'=1\+1,""x""",/)
  })
})
