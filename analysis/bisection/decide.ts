/**
 * On which side a commit lies, from its blocks against GOOD: each difference is the logarithm of commit ÷
 * GOOD in one block. Differences are looked at several times, with more blocks each time, so every look
 * gets its share of the chance of error (Bonferroni), and so does every commit. Intervals are Student's.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics'
import { studentTQuantile, studentTWithin } from '../comparison/student-t.ts'

/** Chance that any verdict of a whole bisection is wrong. */
export const BISECTION_ALPHA = 0.05

/** A commit is looked at when it has so many blocks. */
export type Look = {
  readonly blocks: number
  /** Chance of error of a verdict at this look: of lying on the other side than it seems. */
  readonly level: number
  /** This look's part of what the commit may spend. */
  readonly share: number
}

export type Decision = {
  readonly verdict: 'moved' | 'not-moved' | 'undecided'
  /** Mean of the differences, and its interval at this look. */
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

/**
 * What each look may spend in a bisection of `commits`: one commit per halving, and two for the ends, which
 * may differ in either direction. Later looks, which settle what is hard to see, get more of it.
 */
export function planLooks(commits: number, schedule: readonly number[]): Look[] {
  const tests = 2 + Math.ceil(Math.log2(Math.max(1, commits)))
  const all = schedule.reduce((sum, blocks) => sum + blocks, 0)
  return schedule.map((blocks) => {
    const share = blocks / all
    return { blocks, share, level: (BISECTION_ALPHA / tests) * share }
  })
}

/**
 * Whether BAD differs from GOOD by `margin` (a difference of logarithms) or more. `moved` also takes that
 * BAD lies surely beyond the middle between GOOD and where it seems to be: that is what the commits
 * between are held against, and with less none of them could be told from it.
 */
export function decideEnds(differences: readonly number[], margin: number, look: Look): Decision {
  const { estimate, interval, errorOf } = spreadOf(differences, look)
  const distance = Math.abs(estimate)
  const [low, high] = interval
  const nearest = Math.min(Math.abs(low), Math.abs(high))
  const confidence = (room: number) => Math.max(0, 1 - 2 * errorOf(room))
  if (low * high > 0 && distance >= margin && nearest > distance / 2) {
    return { verdict: 'moved', estimate, interval, confidence: confidence(distance / 2) }
  }
  if (-margin < low && high < margin) {
    return { verdict: 'not-moved', estimate, interval, confidence: confidence(margin - distance) }
  }
  return { verdict: 'undecided', estimate, interval, confidence: 0 }
}

/** Whether a commit lies beyond the middle of the way from GOOD to BAD, `distance` of logarithms away. */
export function decideCommit(
  differences: readonly number[],
  distance: number,
  look: Look,
): Decision {
  const { estimate, interval, errorOf } = spreadOf(differences, look)
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
  /** Each of its ends is passed with a chance of the look's level. */
  readonly interval: readonly [number, number]
  /** The chance of an estimate that far off on one side, or farther, at any look. */
  readonly errorOf: (distance: number) => number
}

function spreadOf(differences: readonly number[], { level, share }: Look): SpreadOfBlocks {
  if (differences.length < 2) {
    const interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
    return { estimate: differences[0] ?? 0, interval, errorOf: () => 1 }
  }
  const degrees = differences.length - 1
  const estimate = mean([...differences])
  const error = sampleStandardDeviation([...differences]) / Math.sqrt(differences.length)
  const half = error === 0 ? 0 : studentTQuantile(1 - 2 * level, degrees) * error
  return {
    estimate,
    interval: [estimate - half, estimate + half],
    errorOf: (distance) =>
      error === 0 ? 0 : Math.min(1, (1 - studentTWithin(distance / error, degrees)) / 2 / share),
  }
}
