import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparisonRows, comparisonTable } from '../../../analysis/report/comparison-table.ts'
import { sampleView } from '../../support/sample-comparison.ts'

test('a comparison is a row per metric, those that decide first', () => {
  const { comparison } = sampleView({ change: 0.2, options: { primary: ['rtt.p99'] } })
  const rows = comparisonRows(comparison)
  assert.deepEqual(
    rows.map(({ metric }) => metric.metric),
    ['rtt.p99', 'rtt.p50'],
  )
  const [p99, p50] = rows
  assert.match(p99?.cells.at(-2) ?? '', /^p (?:< 0\.001|0\.\d{3})$/)
  assert.match(p50?.cells.at(-2) ?? '', /^q (?:< 0\.001|0\.\d{3})$/)
  const table = comparisonTable(comparison)
  for (const row of table.rows) assert.equal(row.length, table.columns.length)
})
