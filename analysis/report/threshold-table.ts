/** What a run was to reach and what it reached, as a table. Shared by terminal, HTML and Markdown. */
import type { DataTable } from '../charts/chart.ts'
import type { RunRecord, ThresholdResult } from '../run-record.ts'
import { metricText } from './metric-text.ts'

/** Undefined where nothing was asked for. */
export function thresholdTable({ thresholds }: RunRecord): DataTable | undefined {
  if (thresholds.length === 0) return undefined
  return {
    columns: ['threshold', 'value', ''],
    rows: thresholds.map((one) => [one.text, valueText(one), one.isMet ? 'met' : 'missed']),
  }
}

function valueText({ unit, value }: ThresholdResult): string {
  return value === null ? 'not measured, or too few samples' : metricText(unit, value)
}
