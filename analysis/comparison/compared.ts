/** What the rules that doubt a comparison look at, and how they say it. */
import type { Warning } from '../run-record.ts'
import { reader } from './compare-metric.ts'
import type { CompareOptions, MetricComparison, RunValues, Side } from './comparison.ts'
import { METRICS, type Quantity } from './metrics.ts'

export type Compared = {
  readonly base: Side
  readonly candidate: Side
  readonly metrics: readonly MetricComparison[]
  readonly options: CompareOptions
}

export function when(holds: boolean, code: string, message: string, advice: string): Warning[] {
  return holds ? [{ code, message, advice }] : []
}

export function primaryOf({ metrics }: Compared): readonly MetricComparison[] {
  return metrics.filter(({ role }) => role === 'primary')
}

/** A run's value of a metric as it was compared. */
export function valueReader(
  { metric }: MetricComparison,
  options: CompareOptions,
): (run: RunValues) => number | null {
  const known: readonly Quantity[] = options.metrics ?? METRICS
  const quantity = known.find(({ id }) => id === metric)
  return quantity === undefined ? (run) => run.values[metric] ?? null : reader(quantity, options)
}

/** A few of them by name. */
export function named(runs: readonly RunValues[]): string {
  const ids = runs.slice(0, 3).map(({ id }) => id)
  return runs.length > 3 ? `${ids.join(', ')} and ${runs.length - 3} more` : ids.join(', ')
}
