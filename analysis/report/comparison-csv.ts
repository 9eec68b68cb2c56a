/** A comparison for spreadsheets: a row per metric, in base units, an empty cell where nothing was measured. */
import type { Comparison } from '../comparison/comparison.ts'
import { csvField } from '../tables/csv.ts'

const COLUMNS = [
  'metric',
  'unit',
  'role',
  'base_runs',
  'base_median',
  'base_low',
  'base_high',
  'candidate_runs',
  'candidate_median',
  'candidate_low',
  'candidate_high',
  'scale',
  'change',
  'interval_low',
  'interval_high',
  'margin',
  'p',
  'p_adjusted',
  'q',
  'verdict',
  'blocks_to_decide',
] as const

export function comparisonCsv({ metrics }: Comparison): string {
  const rows = metrics.map((metric) => {
    const { base, candidate, interval } = metric
    const cells: Readonly<Record<(typeof COLUMNS)[number], string | number | null>> = {
      metric: metric.metric,
      unit: metric.unit,
      role: metric.role,
      base_runs: base.runs,
      base_median: base.median,
      base_low: base.low,
      base_high: base.high,
      candidate_runs: candidate.runs,
      candidate_median: candidate.median,
      candidate_low: candidate.low,
      candidate_high: candidate.high,
      scale: metric.scale,
      change: metric.change,
      interval_low: interval?.[0] ?? null,
      interval_high: interval?.[1] ?? null,
      margin: metric.margin,
      p: metric.p,
      p_adjusted: metric.pAdjusted,
      q: metric.q,
      verdict: metric.verdict,
      blocks_to_decide: metric.blocksToDecide,
    }
    return COLUMNS.map((column) => csvCell(cells[column])).join(',')
  })
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`
}

/** A spreadsheet takes what begins like a formula for one. */
function csvCell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  return csvField(/^[=+@\t-]/.test(value) ? `'${value}` : value)
}
