/**
 * Durations counted into bins of less than 1 % of their width, in memory that does not grow with
 * their number. hdr-histogram-js does the same ten times slower, and this runs for every call.
 */
import { quantileInterval, samplesNeeded } from '../latency/quantile-interval.ts'
import type { CallTiming, SyscallRow } from './summary.ts'

const NANOSECONDS = 1e9
/** Every doubling has this many bins; below twice this, each nanosecond has its own. */
const BINS_PER_OCTAVE = 128
const OCTAVE_BITS = 7
/** Thirteen days: longer ones are counted as if they took that long. */
const BITS_MAX = 50
const NS_MAX = 2 ** BITS_MAX - 1
/** What 32-bit arithmetic cannot hold is brought down by this many bits first. */
const FAR_BITS = 20
const NEAR_NS = 2 ** 31

const QUANTILES = { p50: 0.5, p90: 0.9, p99: 0.99 } as const

export class DurationHistogram {
  readonly #counts = new Uint32Array((BITS_MAX - OCTAVE_BITS + 1) * BINS_PER_OCTAVE)
  #count = 0
  #totalNs = 0
  #minNs = Number.POSITIVE_INFINITY
  #maxNs = 0

  get count(): number {
    return this.#count
  }

  get totalNs(): number {
    return this.#totalNs
  }

  /** Negative durations, of clocks that were set, count as zero. NaN is not for here. */
  record(durationNs: number): void {
    const ns = durationNs < 0 ? 0 : durationNs
    const bin = binOf(ns)
    this.#counts[bin] = (this.#counts[bin] as number) + 1
    this.#count += 1
    this.#totalNs += ns
    if (ns < this.#minNs) this.#minNs = ns
    if (ns > this.#maxNs) this.#maxNs = ns
  }

  timing(): CallTiming {
    const count = this.#count
    const seconds = (ns: number) => (count === 0 ? null : ns / NANOSECONDS)
    const quantile = (q: number) =>
      count < samplesNeeded(q) ? null : this.#atRank(Math.ceil(q * count - 1e-9))
    const between = (q: number): [number, number] | null => {
      const ranks = quantileInterval(count, q)
      return ranks === undefined ? null : [this.#atRank(ranks.lower), this.#atRank(ranks.upper)]
    }
    return {
      count,
      totalS: this.#totalNs / NANOSECONDS,
      meanS: seconds(this.#totalNs / count),
      minS: seconds(this.#minNs),
      p50S: quantile(QUANTILES.p50),
      p90S: quantile(QUANTILES.p90),
      p99S: quantile(QUANTILES.p99),
      maxS: seconds(this.#maxNs),
      intervals: {
        p50: between(QUANTILES.p50),
        p90: between(QUANTILES.p90),
        p99: between(QUANTILES.p99),
      },
    }
  }

  /** Bins that double in width, from the first that has something to the last. */
  octaves(): SyscallRow['histogram'] {
    const octaves = new Map<number, number>()
    this.#counts.forEach((count, bin) => {
      if (count === 0) return
      const octave = Math.floor(Math.log2(Math.max(1, lowestOf(bin))))
      octaves.set(octave, (octaves.get(octave) ?? 0) + count)
    })
    const first = Math.min(...octaves.keys())
    const length = octaves.size === 0 ? 0 : Math.max(...octaves.keys()) - first + 1
    return Array.from({ length }, (_, index) => ({
      fromS: first + index === 0 ? 0 : 2 ** (first + index) / NANOSECONDS,
      toS: 2 ** (first + index + 1) / NANOSECONDS,
      count: octaves.get(first + index) ?? 0,
    }))
  }

  /** Seconds; the middle of the bin that holds the sample, never outside of what there was. */
  #atRank(rank: number): number {
    let seen = 0
    const bin = this.#counts.findIndex((count) => {
      seen += count
      return seen >= rank
    })
    const middleNs = (lowestOf(bin) + lowestOf(bin + 1) - 1) / 2
    return Math.min(this.#maxNs, Math.max(this.#minNs, middleNs)) / NANOSECONDS
  }
}

function binOf(ns: number): number {
  if (ns < NEAR_NS) return nearBinOf(ns)
  return FAR_BITS * BINS_PER_OCTAVE + nearBinOf(Math.min(ns, NS_MAX) / 2 ** FAR_BITS)
}

/** The bits after the first one tell the bin within the octave. */
function nearBinOf(value: number): number {
  const whole = value | 0
  if (whole < 2 * BINS_PER_OCTAVE) return whole
  const shift = 31 - Math.clz32(whole) - OCTAVE_BITS
  return shift * BINS_PER_OCTAVE + (whole >>> shift)
}

function lowestOf(bin: number): number {
  if (bin < 2 * BINS_PER_OCTAVE) return bin
  const shift = Math.floor(bin / BINS_PER_OCTAVE) - 1
  return (bin - shift * BINS_PER_OCTAVE) * 2 ** shift
}
