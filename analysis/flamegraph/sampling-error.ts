/**
 * Whether a difference between two counts of samples is more than chance makes of equal ones. That is
 * the error of sampling alone: that two runs of one program differ is not in it, and only more
 * captures can tell.
 */
import { errorFunction } from 'simple-statistics'

/** What counts are compared by: shares of all samples, or rates in seconds watched. */
export type Exposure = {
  readonly per: 'share' | 'second'
  readonly before: number
  readonly after: number
}
export type Counts = { readonly before: number; readonly after: number }

/** Fewer samples than these, both sides together, are too few for a normal approximation. */
const SAMPLES_MIN = 10
/** That one of all the differences called real is chance. */
export const ERROR_RATE = 0.05

/** Which of many differences are beyond chance, so many questions at once taken into account (Holm). */
export function beyondChance(counts: readonly Counts[], exposure: Exposure): boolean[] {
  const tested = counts
    .map((count, index) => ({ index, p: chanceOf(count, exposure) }))
    .filter(({ index }) => samplesOf(counts[index]) >= SAMPLES_MIN)
    .sort((a, b) => a.p - b.p)
  const firstByChance = tested.findIndex(({ p }, rank) => p > ERROR_RATE / (tested.length - rank))
  const real = new Set(
    tested.slice(0, firstByChance < 0 ? tested.length : firstByChance).map(({ index }) => index),
  )
  return counts.map((_, index) => real.has(index))
}

/** How likely counts at least so different are if nothing changed: two proportions, or two rates. */
export function chanceOf({ before, after }: Counts, exposure: Exposure): number {
  if (!(exposure.before > 0) || !(exposure.after > 0)) return 1
  const share = (before + after) / (exposure.before + exposure.after)
  const spread = exposure.per === 'share' ? share * (1 - share) : share
  const error = Math.sqrt(spread * (1 / exposure.before + 1 / exposure.after))
  const difference = Math.abs(after / exposure.after - before / exposure.before)
  if (!(error > 0)) return difference > 0 && exposure.per === 'share' && share < 1 ? 0 : 1
  return Math.max(0, 1 - errorFunction(difference / error / Math.SQRT2))
}

function samplesOf(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.before + counts.after
}
