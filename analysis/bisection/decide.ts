/**
 * On which side a commit lies, from its blocks against GOOD: each difference is the logarithm of commit ÷
 * GOOD in one block. Differences are looked at several times, more blocks each time, so every look gets
 * its share of the chance of error (Bonferroni), and so does every commit. The interval is Student's.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics'
import { studentTQuantile, studentTWithin } from '../comparison/student-t.ts'

/** Chance that any verdict of a whole bisection is wrong. */
export const BISECTION_ALPHA = 0.05

export type Looks = {
  /** Chance of error of each look, two-sided. */
  readonly level: number
  /** How many looks there are at a commit. */
  readonly count: number
}

export type Decision = {
  readonly verdict: 'moved' | 'not-moved' | 'undecided'
  /** Of the differences; the interval is that of one look, wider than 95 %. */
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** That the verdict is right, counting every look; 0 while undecided. */
  readonly confidence: number
}

/** How many blocks there are at each look at a commit: few at first, twice as many whenever they decide nothing. */
export function lookSchedule(first: number, most: number): number[] {
  const looks: number[] = []
  for (let blocks = first; blocks < most; blocks *= 2) looks.push(blocks)
  return [...looks, most]
}

/** What each look may spend in a bisection of `commits`: the verification, and one commit per halving. */
export function looksFor(commits: number, schedule: readonly number[]): Looks {
  const tests = 1 + Math.ceil(Math.log2(Math.max(1, commits)))
  return { level: BISECTION_ALPHA / (tests * schedule.length), count: schedule.length }
}

/**
 * Whether BAD differs from GOOD by more than `margin` (a difference of logarithms). `moved` also takes that
 * BAD lies surely beyond the middle between GOOD and where it seems to be, which is what the commits
 * between are measured by.
 */
export function decideEnds(differences: readonly number[], margin: number, looks: Looks): Decision {
  const { estimate, interval, errorOf } = spreadOf(differences, looks)
  const distance = Math.abs(estimate)
  const bar = Math.max(margin, distance / 2)
  const [low, high] = interval
  const nearest = Math.min(Math.abs(low), Math.abs(high))
  if (low * high > 0 && nearest > bar) {
    return { verdict: 'moved', estimate, interval, confidence: 1 - errorOf(distance - bar) }
  }
  if (-margin < low && high < margin) {
    const confidence = 1 - errorOf(margin - distance)
    return { verdict: 'not-moved', estimate, interval, confidence }
  }
  return { verdict: 'undecided', estimate, interval, confidence: 0 }
}

/** Whether a commit lies beyond the middle of the way from GOOD to BAD, `distance` of logarithms away. */
export function decideCommit(
  differences: readonly number[],
  distance: number,
  looks: Looks,
): Decision {
  const { estimate, interval, errorOf } = spreadOf(differences, looks)
  const middle = distance / 2
  const [low, high] = interval
  const isBeyond = distance > 0 ? low > middle : high < middle
  const isBefore = distance > 0 ? high < middle : low > middle
  if (!isBeyond && !isBefore) return { verdict: 'undecided', estimate, interval, confidence: 0 }
  const confidence = 1 - errorOf(Math.abs(estimate - middle))
  return { verdict: isBeyond ? 'moved' : 'not-moved', estimate, interval, confidence }
}

type SpreadOfBlocks = {
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** The chance of an estimate at least that far off, over all looks. */
  readonly errorOf: (distance: number) => number
}

function spreadOf(differences: readonly number[], { level, count }: Looks): SpreadOfBlocks {
  if (differences.length < 2) {
    const interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
    return { estimate: differences[0] ?? 0, interval, errorOf: () => 1 }
  }
  const degrees = differences.length - 1
  const estimate = mean([...differences])
  const error = sampleStandardDeviation([...differences]) / Math.sqrt(differences.length)
  const half = error === 0 ? 0 : studentTQuantile(1 - level, degrees) * error
  return {
    estimate,
    interval: [estimate - half, estimate + half],
    errorOf: (distance) =>
      error === 0 ? 0 : Math.min(1, count * (1 - studentTWithin(distance / error, degrees))),
  }
}
