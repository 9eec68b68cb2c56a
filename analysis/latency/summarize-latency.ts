/**
 * Many samples of one latency → its `Distribution`. Percentiles are exact: nearest rank, the
 * smallest sample with at least q of all samples at or below it (Hyndman & Fan 1996, definition 1;
 * what HdrHistogram reports too). One that has too few samples for a finite interval is null.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics'
import type { Distribution } from '../run-record.ts'
import { quantileInterval, samplesNeeded } from './quantile-interval.ts'

export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const

export type PercentileName = keyof typeof PERCENTILES

export const PERCENTILE_NAMES = Object.keys(PERCENTILES) as readonly PercentileName[]

/** What a percentile is called where people read it. */
export const PERCENTILE_LABELS: Readonly<Record<PercentileName, string>> = {
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
}

/** Seconds; one sequence per agent, in time order. All samples must be finite. */
export function summarizeLatency(sequences: readonly Float64Array[]): Distribution {
  const sorted = merged(sequences).sort()
  const count = sorted.length
  return {
    count,
    min: sorted[0] ?? null,
    mean: meanOf(sorted),
    ...percentilesOf(sorted),
    max: sorted[count - 1] ?? null,
    jitter: jitterOf(sorted),
    meanSuccessiveDifference: meanSuccessiveDifference(sequences),
    intervals: intervalsOf(sorted),
  }
}

/** The sample of nearest rank; `sorted` ascending and not empty. */
export function nearestRank(sorted: Float64Array, q: number): number {
  return sorted[rankOf(sorted.length, q) - 1] as number
}

/** Counted from 1. The small term keeps 0.07 · 100 = 7.000000000000001 at rank 7. */
function rankOf(count: number, q: number): number {
  return Math.min(count, Math.max(1, Math.ceil(q * count - 1e-9)))
}

function merged(sequences: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(sequences.reduce((total, sequence) => total + sequence.length, 0))
  let offset = 0
  for (const sequence of sequences) {
    all.set(sequence, offset)
    offset += sequence.length
  }
  return all
}

function percentilesOf(sorted: Float64Array): Record<PercentileName, number | null> {
  const percentile = (name: PercentileName) =>
    sorted.length < samplesNeeded(PERCENTILES[name]) ? null : nearestRank(sorted, PERCENTILES[name])
  return {
    p50: percentile('p50'),
    p90: percentile('p90'),
    p95: percentile('p95'),
    p99: percentile('p99'),
    p999: percentile('p999'),
  }
}

function intervalsOf(sorted: Float64Array): Distribution['intervals'] {
  const interval = (name: PercentileName): [number, number] | null => {
    const ranks = quantileInterval(sorted.length, PERCENTILES[name])
    if (ranks === undefined) return null
    return [sorted[ranks.lower - 1] as number, sorted[ranks.upper - 1] as number]
  }
  return {
    p50: interval('p50'),
    p90: interval('p90'),
    p95: interval('p95'),
    p99: interval('p99'),
    p999: interval('p999'),
  }
}

function meanOf(sorted: Float64Array): number | null {
  if (sorted.length === 0) return null
  // Rounding may put the mean of equal samples a hair outside them.
  const [low, high] = [sorted[0] as number, sorted[sorted.length - 1] as number]
  return Math.min(high, Math.max(low, mean(asArray(sorted))))
}

/** With n − 1; null for a single sample, which says nothing about spread. */
function jitterOf(sorted: Float64Array): number | null {
  return sorted.length < 2 ? null : sampleStandardDeviation(asArray(sorted))
}

/** simple-statistics only indexes what it is given, but its types ask for an array. */
function asArray(samples: Float64Array): number[] {
  return samples as unknown as number[]
}

/** Differences are taken within a sequence only: neighbours of two agents have nothing to do with each other. */
function meanSuccessiveDifference(sequences: readonly Float64Array[]): number | null {
  let sum = 0
  let pairs = 0
  for (const sequence of sequences) {
    for (let index = 1; index < sequence.length; index += 1) {
      sum += Math.abs((sequence[index] as number) - (sequence[index - 1] as number))
    }
    pairs += Math.max(0, sequence.length - 1)
  }
  return pairs === 0 ? null : sum / pairs
}
