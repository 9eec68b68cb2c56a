/** Every metric of a comparison in a row. Shared by terminal, HTML, Markdown and CSV. */
import type { DataTable } from '../charts/chart.ts'
import type { Comparison, MetricComparison } from '../comparison/comparison.ts'
import { ABSENT } from '../format.ts'
import { changeIntervalText, changeText, metricText } from './metric-text.ts'

/** `chance`: adjusted p of the primary metrics, q of the others. */
const COLUMNS = [
  'metric',
  'base',
  'candidate',
  'change',
  '95 % interval',
  'verdict',
  'chance',
  'runs',
] as const

export type ComparisonRow = {
  readonly metric: MetricComparison
  readonly cells: readonly string[]
}

/** Metrics that neither side has are left out; the primary ones come first. */
export function comparisonRows({ metrics }: Comparison): ComparisonRow[] {
  const known = metrics.filter(
    ({ role, base, candidate }) => role === 'primary' || base.runs + candidate.runs > 0,
  )
  const rank = ({ role }: MetricComparison) => (role === 'primary' ? 0 : 1)
  return known
    .toSorted((one, other) => rank(one) - rank(other))
    .map((metric) => ({ metric, cells: cellsOf(metric) }))
}

export function comparisonTable(comparison: Comparison): DataTable {
  return {
    columns: COLUMNS,
    rows: comparisonRows(comparison).map(({ cells }) => cells),
  }
}

function cellsOf(metric: MetricComparison): string[] {
  const { unit, base, candidate } = metric
  return [
    metric.title,
    metricText(unit, base.median),
    metricText(unit, candidate.median),
    changeText(metric, metric.change),
    changeIntervalText(metric, metric.interval),
    metric.verdict,
    chanceText(metric),
    `${base.runs} + ${candidate.runs}`,
  ]
}

function chanceText({ role, pAdjusted, q }: MetricComparison): string {
  const [name, value] = role === 'primary' ? ['p', pAdjusted] : ['q', q]
  if (value === null) return ABSENT
  return value < 0.001 ? `${name} < 0.001` : `${name} ${value.toFixed(3)}`
}
