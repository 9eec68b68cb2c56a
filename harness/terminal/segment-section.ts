/** Where the round trip goes: a line per segment, and what made the slowest cycle slow. */
import {
  formatDuration,
  plural,
  type RunRecord,
  SEGMENT_LABELS,
  SEGMENT_NAMES,
  slowestText,
} from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
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
  const rows = SEGMENT_NAMES.map((name): Cell[] => {
    const { p50, p90, p99, max } = segments.parts[name]
    return [SEGMENT_LABELS[name], ...[p50, p90, p99, max].map(formatDuration)]
  })
  const worst = slowestText(slowest)
  const notes = [
    segments.unsplit === 0
      ? ''
      : `${plural(segments.cycles, 'cycle')} split, ${plural(segments.unsplit, 'other')} could not be`,
    worst === undefined ? '' : `slowest ${worst}`,
  ]
  return [
    ...table(COLUMNS, rows, { ...layout, indent: '  ' }),
    ...notes.filter((note) => note !== '').flatMap((note) => wrap(note, layout.columns, '  ')),
  ]
}
