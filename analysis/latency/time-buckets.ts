/**
 * RTTs over time for charts: equal buckets of time, each with its median, 99th percentile and
 * maximum, and the single samples beyond the percentile. Nothing is averaged away: every sample is
 * inside its bucket's figures or listed, and what is cut from the list is counted.
 */
import type { ProbeTable } from '../probe-table.ts'
import { nearestRank } from './summarize-latency.ts'

/** With fewer samples the nearest rank of p99 is the maximum and says nothing of its own. */
const P99_SAMPLES_MIN = 101

export type TimeRange = { readonly fromS: number; readonly toS: number }

export type RttBucket = {
  readonly fromS: number
  readonly toS: number
  readonly count: number
  readonly timedOut: number
  readonly p50S: number
  /** Undefined where it would be the maximum. */
  readonly p99S: number | undefined
  readonly maxS: number
}

/** Buckets in which nothing was sent are left out. `p50S` and `maxS` are NaN where nothing was acked. */
export function rttBuckets(table: ProbeTable, range: TimeRange, bucketCount: number): RttBucket[] {
  const widthS = (range.toS - range.fromS) / bucketCount
  const starts = new Uint32Array(bucketCount + 1)
  const timedOut = new Uint32Array(bucketCount)
  const bucketOf = (row: number) => {
    const index = Math.floor(((table.sentAtS[row] as number) - range.fromS) / widthS)
    return Math.min(bucketCount - 1, Math.max(0, index))
  }
  for (let row = 0; row < table.length; row += 1) {
    const bucket = bucketOf(row)
    if (Number.isNaN(table.rttS[row])) timedOut[bucket] = (timedOut[bucket] as number) + 1
    else starts[bucket + 1] = (starts[bucket + 1] as number) + 1
  }
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number)
  }
  const rtts = new Float64Array(starts[bucketCount] as number)
  const next = starts.slice(0, bucketCount)
  for (let row = 0; row < table.length; row += 1) {
    const rttS = table.rttS[row] as number
    if (Number.isNaN(rttS)) continue
    const bucket = bucketOf(row)
    rtts[next[bucket] as number] = rttS
    next[bucket] = (next[bucket] as number) + 1
  }
  const buckets: RttBucket[] = []
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const samples = rtts.subarray(starts[bucket], starts[bucket + 1]).sort()
    const lost = timedOut[bucket] as number
    if (samples.length + lost === 0) continue
    buckets.push({
      fromS: range.fromS + bucket * widthS,
      toS: range.fromS + (bucket + 1) * widthS,
      count: samples.length,
      timedOut: lost,
      p50S: samples.length === 0 ? Number.NaN : nearestRank(samples, 0.5),
      p99S: samples.length < P99_SAMPLES_MIN ? undefined : nearestRank(samples, 0.99),
      maxS: samples[samples.length - 1] ?? Number.NaN,
    })
  }
  return buckets
}

export type Points = {
  /** Rows of the table. */
  readonly rows: readonly number[]
  /** How many more there were. */
  readonly left: number
}

/** The rows with the highest RTTs, at most `cap`; all of them when they are that few. */
export function highestRtts(table: ProbeTable, cap: number): Points {
  const values = table.rttS.filter((rttS) => !Number.isNaN(rttS)).sort()
  const from = values.length <= cap ? Number.NEGATIVE_INFINITY : values[values.length - cap]
  const rows: number[] = []
  for (let row = 0; row < table.length && rows.length < cap; row += 1) {
    if ((table.rttS[row] as number) >= (from as number)) rows.push(row)
  }
  return { rows, left: values.length - rows.length }
}

/** Cycles that timed out, thinned evenly to `cap`. */
export function timedOutRows(table: ProbeTable, cap: number): Points {
  const all: number[] = []
  for (let row = 0; row < table.length; row += 1) {
    if (Number.isNaN(table.rttS[row])) all.push(row)
  }
  if (all.length <= cap) return { rows: all, left: 0 }
  const rows = Array.from({ length: cap }, (_, i) => all[Math.floor((i * all.length) / cap)] ?? 0)
  return { rows, left: all.length - cap }
}

/** The measured part: up to `durationS`, or as far as the rows reach. */
export function rangeOf(table: ProbeTable, durationS: number): TimeRange {
  let fromS = 0
  let toS = durationS
  for (let row = 0; row < table.length; row += 1) {
    const atS = table.sentAtS[row] as number
    if (atS < fromS) fromS = atS
    if (atS > toS) toS = atS
  }
  return { fromS, toS: toS > fromS ? toS : fromS + 1 }
}
