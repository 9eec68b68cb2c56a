/** A comparison for people: the verdict in words first, then every metric in a row, then the doubts. */
import {
  type Comparison,
  type ComparisonView,
  comparisonRows,
  type MetricComparison,
  printableStrings,
  segmentChangeTable,
  segmentText,
  syscallDiffTable,
  syscallDiffTexts,
  VERDICT_WORDS,
  type Verdict,
  verdictSentences,
} from '../../analysis/index.ts'
import { doubtLines } from './doubt-lines.ts'
import type { PaintFormat } from './paint.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { widthOf, wrap } from './text.ts'

const FORMATS: Readonly<Record<Verdict, PaintFormat>> = {
  regression: 'red',
  improvement: 'green',
  equivalent: 'green',
  inconclusive: 'yellow',
}

/** metric, base, candidate, change, interval, verdict, chance, runs. */
const COLUMNS: readonly Column[] = [
  { header: '', align: 'left' },
  { header: 'base', align: 'right', rank: 2 },
  { header: 'candidate', align: 'right', rank: 2 },
  { header: 'change', align: 'right' },
  { header: '95 % interval', align: 'left', rank: 3 },
  { header: 'verdict', align: 'left', rank: 1 },
  { header: 'chance', align: 'left', rank: 4 },
  { header: 'runs', align: 'right', rank: 5 },
]
const VERDICT_COLUMN = 5
/** Calls that moved less working time than this many others are in the page. */
const CALLS_MAX = 8

/** `files` are named at the end, as they should be shown. */
export function comparisonReport(
  foreign: ComparisonView,
  layout: Layout,
  files: readonly (readonly [what: string, path: string])[],
): string {
  const view = printableStrings({ ...foreign, rtts: undefined })
  const sections = [
    head(view, layout),
    verdictSection(view.comparison, layout),
    metricSection(view.comparison, 'primary', layout).join('\n'),
    titled(
      'Other metrics, to explore',
      metricSection(view.comparison, 'exploratory', layout),
      layout,
    ),
    titled('Where the round trip goes', segmentSection(view, layout), layout),
    titled('System calls', syscallSection(view, layout), layout),
    titled('Warnings', doubtLines(view.comparison.warnings, layout), layout),
    titled('Files', fileSection(files, layout), layout),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function titled(title: string, lines: readonly string[], { paint }: Layout): string {
  return lines.length === 0 ? '' : [paint('bold', title), ...lines].join('\n')
}

function head({ about, facts }: ComparisonView, { columns, paint }: Layout): string {
  const side = (name: string, { label, about: of }: ComparisonView['about']['base']) =>
    wrap(
      label === of ? label : `${label}  ${paint('dim', of)}`,
      columns,
      `${paint('bold', name.padEnd(9))}  `,
      ' '.repeat(11),
    )
  return [
    ...side('base', about.base),
    ...side('candidate', about.candidate),
    ...wrap(facts.join(' · '), columns, ' '.repeat(11)),
  ].join('\n')
}

function verdictSection(comparison: Comparison, { columns, paint }: Layout): string {
  const { verdict } = comparison
  const word = paint(FORMATS[verdict], VERDICT_WORDS[verdict])
  const indent = ' '.repeat(widthOf(word) + 2)
  return verdictSentences(comparison)
    .flatMap((sentence, index) =>
      wrap(sentence, columns, index === 0 ? `${word}  ` : indent, indent),
    )
    .join('\n')
}

function metricSection(
  comparison: Comparison,
  role: MetricComparison['role'],
  layout: Layout,
): string[] {
  const rows = comparisonRows(comparison)
    .filter(({ metric }) => metric.role === role)
    .map(({ metric, cells }) =>
      cells.map((text, index): Cell => {
        if (index === VERDICT_COLUMN) return painted(metric.verdict, role === 'primary')
        return text
      }),
    )
  return rows.length === 0 ? [] : table(COLUMNS, rows, { ...layout, indent: '  ' })
}

/** What is only explored shall not shout. */
function painted(verdict: Verdict, isPrimary: boolean): Cell {
  if (isPrimary) return { text: verdict, format: FORMATS[verdict] }
  const isClaim = verdict === 'regression' || verdict === 'improvement'
  return isClaim ? verdict : { text: verdict, format: 'dim' }
}

function segmentSection({ segments }: ComparisonView, layout: Layout): string[] {
  if (segments === undefined) return []
  const { columns, rows } = segmentChangeTable(segments)
  const heads = columns.map(
    (header, index): Column =>
      index === 0 ? { header: '', align: 'left' } : { header, align: 'right' },
  )
  return [
    ...table(heads, rows, { ...layout, indent: '  ' }),
    ...wrap(segmentText(segments), layout.columns, '  '),
  ]
}

function syscallSection({ syscalls }: ComparisonView, layout: Layout): string[] {
  if (syscalls === undefined) return []
  const { diff, tools, names } = syscalls
  const { columns, rows } = syscallDiffTable(diff)
  const heads = columns.map((header, index): Column => {
    const isText = index === 0 || index >= 4
    return { header: index === 0 ? '' : header, align: isText ? 'left' : 'right', rank: index }
  })
  return [
    ...wrap(`A is ${names.a}, B is ${names.b}`, layout.columns, '  '),
    ...table(heads, rows.slice(0, CALLS_MAX), { ...layout, indent: '  ' }),
    ...syscallDiffTexts(diff, tools).flatMap((text) => wrap(text, layout.columns, '  ', '    ')),
  ]
}

function fileSection(files: readonly (readonly [string, string])[], { columns }: Layout): string[] {
  const style = { header: '', align: 'left' } as const
  return table(
    [style, style],
    files.map(([what, path]) => [what, path]),
    { columns, indent: '  ' },
  )
}
