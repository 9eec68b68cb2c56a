/** Where the round trip goes: a line per segment, and what made the slowest cycle slow. */
import { plural, type RunRecord, segmentTable, slowestText } from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Column, table } from './table.ts'
import { wrap } from './text.ts'

const COLUMNS: readonly Column[] = [
  { header: '', align: 'left' },
  { header: 'p50', align: 'right' },
  { header: 'p90', align: 'right', rank: 2 },
  { header: 'p99', align: 'right', rank: 1 },
  { header: 'max', align: 'right', rank: 3 },
]

/** Nothing where no cycle could be split. */
export function segmentSection({ rtt, slowest }: RunRecord, layout: Layout): string[] {
  const { segments } = rtt
  if (segments === null) return []
  const worst = slowestText(slowest)
  const notes = [
    segments.unsplit === 0
      ? ''
      : `${plural(segments.cycles, 'cycle')} split, ${plural(segments.unsplit, 'other')} could not be`,
    worst === undefined ? '' : `slowest ${worst}`,
  ]
  return [
    ...table(COLUMNS, segmentTable(segments).rows, { ...layout, indent: '  ' }),
    ...notes.filter((note) => note !== '').flatMap((note) => wrap(note, layout.columns, '  ')),
  ]
}
