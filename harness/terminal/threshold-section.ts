/** What a run was to reach, and whether it did. */
import { type RunRecord, thresholdTable } from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, table } from './table.ts'

export function thresholdSection(record: RunRecord, layout: Layout): string[] {
  const found = thresholdTable(record)
  if (found === undefined) return []
  const rows = found.rows.map(([text = '', value = '', word = '']): Cell[] => [
    { text: word === 'met' ? '✓' : '✗', format: word === 'met' ? 'green' : 'red' },
    text,
    value,
    { text: word, format: word === 'met' ? 'green' : 'red' },
  ])
  const column = { header: '', align: 'left' } as const
  return table([column, column, column, column], rows, { ...layout, indent: '  ' })
}
