/** What this machine can tell at all, from a build that was compared with itself. */

import { formatPercent } from '../format.ts'
import type { CompareOptions, Comparison, MetricComparison } from './comparison.ts'
import { BLOCKS_MIN } from './judge.ts'
import { METRICS } from './metrics.ts'

const PRIMARY_MAX = 3

/**
 * By metric, the smallest margin at which identical builds would have been found equivalent: how far the
 * interval reaches from no change, as a share. Only metrics that are compared by ratio have one, and
 * only where there were blocks enough for a verdict.
 */
export function noiseFloors(aa: Comparison): ReadonlyMap<string, number> {
  return new Map(
    aa.metrics.flatMap((metric): [string, number][] => {
      const floor = noiseFloorOf(metric)
      return floor === undefined ? [] : [[metric.metric, floor]]
    }),
  )
}

function noiseFloorOf(metric: MetricComparison): number | undefined {
  const { scale, interval, base, candidate, blocks } = metric
  const count = metric.test === 'welch' ? Math.min(base.runs, candidate.runs) : blocks.length
  if (scale !== 'ratio' || interval === null || count < BLOCKS_MIN) return undefined
  const reach = Math.max(...interval.map((end) => Math.abs(Math.log1p(end))))
  return Math.expm1(reach)
}

/** Why these options cannot be compared with, or undefined. */
export function optionsProblem(options: CompareOptions): string | undefined {
  const { margin, primary, noiseFloor, metrics = METRICS } = options
  if (!(margin > 0 && Number.isFinite(margin))) return 'the margin must be more than 0 %'
  if (primary.length === 0 || primary.length > PRIMARY_MAX) {
    return `one to ${PRIMARY_MAX} primary metrics decide, not ${primary.length}`
  }
  const unknown = primary.find((id) => !metrics.some((metric) => metric.id === id))
  if (unknown !== undefined) return `no metric is called ${unknown}`
  if (new Set(primary).size < primary.length) return 'a primary metric is named twice'
  if (noiseFloor !== undefined && margin < noiseFloor) {
    return `a margin of ${formatPercent(margin)} is below what this machine can tell: identical builds differed by up to ${formatPercent(noiseFloor)}`
  }
  return undefined
}
