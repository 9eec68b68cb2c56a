/** Stored captures, one line each. */
import { type CaptureRecord, formatDurationShort, printableStrings } from '../../analysis/index.ts'
import { commitCell, whenCell } from './run-list.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'

const COLUMNS: readonly Column[] = [
  { header: 'capture', align: 'left' },
  { header: 'when', align: 'left', rank: 5 },
  { header: 'of', align: 'left', rank: 1 },
  { header: 'tool', align: 'left', rank: 4 },
  { header: 'duration', align: 'right', rank: 3 },
  { header: 'outcome', align: 'left', rank: 2 },
  { header: 'commit', align: 'left', rank: 6 },
]

export function captureList(records: readonly CaptureRecord[], layout: Layout): string {
  return table(COLUMNS, records.map(captureRow), layout).join('\n')
}

function captureRow(stored: CaptureRecord): Cell[] {
  const { id, startedAt, target, tool, durationS, outcome, commit } = printableStrings(stored)
  return [
    id,
    whenCell(startedAt),
    target.address ?? `pid ${target.pid}`,
    tool.name,
    formatDurationShort(Number(durationS.toPrecision(3))),
    outcome === 'complete' ? outcome : { text: outcome.replace('-', ' '), format: 'yellow' },
    commitCell(commit),
  ]
}
