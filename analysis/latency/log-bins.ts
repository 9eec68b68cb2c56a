/** Samples counted into bins of equal width on a logarithmic axis: the histogram that charts draw. */
import { nearestRank } from './summarize-latency.ts'

const BINS_MIN = 8
const BINS_MAX = 120

export type LogBin = {
  readonly fromS: number
  readonly toS: number
  readonly count: number
}

/** Bin width by Freedman & Diaconis (1981) on the logarithms. `sortedS` ascending, positive, not empty. */
export function logBins(sortedS: Float64Array): LogBin[] {
  const low = Math.log10(nearestRank(sortedS, 0))
  const high = Math.log10(nearestRank(sortedS, 1))
  if (high - low < 1e-9)
    return [{ fromS: 10 ** (low - 0.01), toS: 10 ** (low + 0.01), count: sortedS.length }]
  const quartiles = Math.log10(nearestRank(sortedS, 0.75)) - Math.log10(nearestRank(sortedS, 0.25))
  const ideal = (2 * quartiles) / Math.cbrt(sortedS.length)
  const bins = Math.round(
    Math.min(BINS_MAX, Math.max(BINS_MIN, ideal > 0 ? (high - low) / ideal : BINS_MIN)),
  )
  const width = (high - low) / bins
  const counts = new Uint32Array(bins)
  for (const sampleS of sortedS) {
    const index = Math.min(bins - 1, Math.floor((Math.log10(sampleS) - low) / width))
    counts[index] = (counts[index] as number) + 1
  }
  return Array.from(counts, (count, index) => ({
    fromS: 10 ** (low + index * width),
    toS: 10 ** (low + (index + 1) * width),
    count,
  }))
}
