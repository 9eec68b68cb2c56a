/** What perf counted as a person reads it in a terminal. */
import {
  type CaptureRecord,
  formatCount,
  formatDuration,
  perfCyclesText,
  perfMissingText,
  perfRatios,
  perfRows,
  plural,
  printableStrings,
} from '../../analysis/index.ts'
import type { CaptureFiles } from './capture-files.ts'
import { costSection, fileSection, headSection, joinSections } from './capture-sections.ts'
import { doubtLines } from './doubt-lines.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { wrap } from './text.ts'

type PerfStat = (CaptureRecord & { readonly kind: 'perf-stat' })['perfStat']

const INDENT = '  '
const THREADS_SHOWN = 12
const THREAD_COLUMNS: readonly (Column & { readonly event: string })[] = [
  { event: 'task-clock', header: 'task clock', align: 'right' },
  { event: 'context-switches', header: 'switches', align: 'right', rank: 1 },
  { event: 'cpu-migrations', header: 'migrations', align: 'right', rank: 3 },
  { event: 'page-faults', header: 'faults', align: 'right', rank: 2 },
]

export function perfStatReport(
  stored: CaptureRecord & { readonly kind: 'perf-stat' },
  layout: Layout,
  files: CaptureFiles,
): string {
  const record = printableStrings(stored)
  return joinSections([
    headSection(record, layout),
    counterSection(record.perfStat, layout),
    threadSection(record.perfStat, layout),
    costSection(record.cost, layout),
    doubtLines(record.warnings, layout),
    fileSection(files, layout),
  ])
}

function counterSection(report: PerfStat, layout: Layout): string[] {
  const rows = perfRows(report)
  const hasCycles = rows.some(({ perCycle }) => perCycle !== '')
  const columns: Column[] = [
    { header: '', align: 'left' },
    { header: 'total', align: 'right' },
    { header: 'a second', align: 'right', rank: 1 },
    { header: hasCycles ? 'a probe cycle' : '', align: 'right', rank: 2 },
    { header: '', align: 'left', rank: 3 },
  ]
  const cells = rows.map(({ label, total, perSecond, perCycle, note }): Cell[] => [
    ...[label, total, perSecond, perCycle],
    { text: note, format: 'dim' },
  ])
  const texts = [
    ...perfRatios(report).map(({ label, value }) => `${label}: ${value}`),
    ...perfMissingText(report),
    perfCyclesText(report),
  ]
  return [
    layout.paint('bold', 'Counters'),
    ...table(columns, cells, { ...layout, indent: INDENT }),
    ...texts.flatMap((text) => wrap(text, layout.columns, INDENT, INDENT + INDENT)),
  ]
}

function threadSection({ threads, threadsIdle }: PerfStat, layout: Layout): string[] {
  if (threads.length === 0) return []
  const shown = threads.slice(0, THREADS_SHOWN)
  const columns = THREAD_COLUMNS.filter(({ event }) =>
    shown.some(({ counters }) => counters.some((one) => one.event === event)),
  )
  const rows = shown.map(({ tid, name, counters }): Cell[] => [
    `${name} (${tid})`,
    ...columns.map(({ event }) => {
      const counter = counters.find((one) => one.event === event)
      if (counter === undefined || counter.value === null) return ''
      return counter.unit === 'ms'
        ? formatDuration(counter.value / 1000)
        : formatCount(counter.value)
    }),
  ])
  const rest = [
    threads.length > shown.length ? `${plural(threads.length - shown.length, 'thread')} more` : '',
    threadsIdle > 0 ? `${plural(threadsIdle, 'thread')} never ran` : '',
  ].filter((text) => text !== '')
  return [
    layout.paint('bold', 'Threads'),
    ...table([{ header: '', align: 'left' }, ...columns], rows, { ...layout, indent: INDENT }),
    ...(rest.length === 0 ? [] : [`${INDENT}${rest.join(', ')}`]),
  ]
}
