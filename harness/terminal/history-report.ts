/** A history as a person reads it in a terminal: a line of blocks and the steps of each metric, then the commits. */
import {
  HISTORY_POINTS_MIN,
  type History,
  type HistorySeries,
  type HistoryStep,
  historyTexts,
  metricText,
  plural,
  printableStrings,
} from '../../analysis/index.ts'
import { doubtLines } from './doubt-lines.ts'
import { sparkline } from './history-sparkline.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { truncate, wrap } from './text.ts'

const POINTS_SHOWN = 15
const SUBJECT_COLUMNS_MAX = 50
const INDENT = '  '

export function historyReport(given: History, layout: Layout): string {
  const history = printableStrings(given)
  const sections = [
    head(history, layout),
    ...history.series.map((series) => seriesLines(history, series, layout)),
    pointLines(history, layout),
    doubtLines(history.warnings, layout),
    otherLines(history, layout),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function head(history: History, { columns, paint }: Layout): string[] {
  const { titleOf, commonText } = historyTexts
  return [
    ...wrap(`${paint('bold', 'History')}  ${titleOf(history)}`, columns, '', INDENT),
    ...wrap(commonText(history), columns, INDENT),
  ]
}

function seriesLines(history: History, series: HistorySeries, layout: Layout): string[] {
  const { columns, paint } = layout
  const medians = series.spreads.map(({ median }) => median)
  const known = medians.filter((value) => value !== null)
  if (known.length === 0) {
    const missing = `${INDENT}no run has it: too few samples, or not measured`
    return [paint('bold', series.title), ...wrap(missing.trimStart(), columns, INDENT)]
  }
  const { line, marks } = sparkline(
    medians,
    series.steps.map(({ to }) => to),
    columns - INDENT.length,
  )
  const extent = historyTexts.extentText(series.unit, Math.min(...known), Math.max(...known))
  const isSearched = series.considered >= HISTORY_POINTS_MIN
  const none = isSearched && series.steps.length === 0 ? '; no change point' : ''
  return [
    ...wrap(`${paint('bold', series.title)}  ${extent}${none}`, columns, '', INDENT),
    INDENT + line,
    ...(marks === '' ? [] : [INDENT + paint('yellow', marks)]),
    ...series.steps.flatMap((step) => stepLines(history, series, step, layout)),
  ]
}

function stepLines(
  history: History,
  series: HistorySeries,
  step: HistoryStep,
  { columns, paint }: Layout,
): string[] {
  const { stepText, culpritText, bisectText } = historyTexts
  const point = history.points[step.to]
  const bisect = bisectText(history, series, step)
  const mark = paint(step.direction === 'worse' ? 'red' : 'green', '▲')
  const deeper = `${INDENT}  `
  return [
    ...wrap(`${mark} ${point?.label ?? ''}  ${stepText(step, series)}`, columns, INDENT, deeper),
    ...(point?.subject ? wrap(point.subject, columns, deeper) : []),
    ...wrap(culpritText(history, step), columns, deeper),
    ...(step.alongside.length === 0
      ? []
      : wrap(`moved with it: ${step.alongside.join(', ')}`, columns, deeper)),
    ...(bisect === undefined ? [] : wrap(`→ ${bisect}`, columns, deeper, `${deeper}  `)),
  ]
}

/** The newest points; the line of blocks has them all. */
function pointLines({ order, points, series }: History, layout: Layout): string[] {
  const first = Math.max(0, points.length - POINTS_SHOWN)
  const isGiven = order === 'given'
  const columns: Column[] = [
    { header: isGiven ? 'run' : 'commit', align: 'left' },
    ...(isGiven
      ? []
      : ([
          { header: 'date', align: 'left', rank: 5 },
          { header: 'runs', align: 'right', rank: 1 },
        ] as const)),
    ...series.flatMap(({ id }, index): Column[] => [
      { header: id, align: 'right', rank: index },
      ...(isGiven ? [] : [{ header: 'range', align: 'left', rank: 2 + index } as const]),
    ]),
    ...(isGiven ? [] : [{ header: '', align: 'left', rank: 4 + series.length } as const]),
  ]
  const hasSteps = series.some(({ steps }) => steps.some(({ to }) => to >= first))
  const rows = points.slice(first).map((point, offset): Cell[] => {
    const index = first + offset
    const cells = series.flatMap((one): Cell[] => {
      const stepped = one.steps.find(({ to }) => to === index)
      const text = metricText(one.unit, one.spreads[index]?.median ?? null)
      const format = stepped?.direction === 'worse' ? 'red' : 'green'
      const value = stepped === undefined ? text : { text, format: format as 'red' | 'green' }
      return isGiven ? [value] : [value, historyTexts.rangeText(one, index)]
    })
    const isStep = series.some(({ steps }) => steps.some(({ to }) => to === index))
    const label = `${isStep ? '▲' : hasSteps ? ' ' : ''}${point.label}`
    if (isGiven) return [label, ...cells]
    const subject = truncate(point.subject ?? '', SUBJECT_COLUMNS_MAX)
    const date = point.at?.slice(0, 10) ?? ''
    return [label, date, String(point.runs.length), ...cells, subject]
  })
  if (rows.length === 0) return []
  const earlier =
    first === 0
      ? []
      : [layout.paint('dim', `… ${plural(first, 'earlier point')}: --json or --html has them`)]
  return [...earlier, ...table(columns, rows, layout)]
}

function otherLines({ others }: History, { columns, paint }: Layout): string[] {
  if (others.length === 0) return []
  return [
    paint('bold', 'Not comparable with these'),
    ...others.flatMap((group) => [
      ...wrap(
        `${plural(group.runs, 'run')} of ${plural(group.commits, 'commit')}: ${historyTexts.differenceText(group)}`,
        columns,
        INDENT,
        `${INDENT}  `,
      ),
      ...wrap(`→ swimbench history --like ${group.run}`, columns, `${INDENT}  `, `${INDENT}    `),
    ]),
  ]
}
