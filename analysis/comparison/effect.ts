/**
 * How far the candidate lies from the base, with its interval: by Student's t over the differences of
 * paired runs, or by Welch's over runs that are not paired. Values come in on the scale on which they are
 * compared (logarithms, mostly), where each is one run. Sources: Student, *The probable error of a mean*,
 * Biometrika 6 (1908); B. L. Welch, *The generalization of “Student's” problem*, Biometrika 34 (1947).
 */
import { mean, sampleVariance } from 'simple-statistics'
import { signFlipTest } from './sign-flip.ts'
import { studentTQuantile, studentTWithin } from './student-t.ts'

export type Effect = {
  /** Pairs, or runs of the side that has fewer. */
  readonly count: number
  readonly estimate: number
  /** Null where one value is all there is. */
  readonly interval: readonly [number, number] | null
  readonly p: number | null
  readonly test: 'sign-flip' | 'sign-flip-sampled' | 'welch'
  /** How far from the estimate the interval of so many blocks would end, in four cases of five. */
  readonly reachOf: (blocks: number) => number
}

/** Standard normal quantile of 80 %: how sure the advice on blocks wants to be. */
const POWER_Z = 0.8416

/** Undefined where there is no pair. */
export function pairedEffect(
  differences: readonly number[],
  alpha: number,
  seed: number,
): Effect | undefined {
  const flips = signFlipTest(differences, seed)
  if (flips === undefined) return undefined
  const count = differences.length
  const estimate = mean([...differences])
  const deviation = deviationOf(differences)
  const error = deviation / Math.sqrt(count)
  return {
    count,
    estimate,
    interval: count < 2 ? null : around(estimate, error, count - 1, alpha),
    p: flips.p,
    test: flips.sampled ? 'sign-flip-sampled' : 'sign-flip',
    reachOf: (blocks) =>
      (deviation * (studentTQuantile(1 - alpha, blocks - 1) + POWER_Z)) / Math.sqrt(blocks),
  }
}

/** Undefined where a side has no value. */
export function welchEffect(
  base: readonly number[],
  candidate: readonly number[],
  alpha: number,
): Effect | undefined {
  if (base.length === 0 || candidate.length === 0) return undefined
  const estimate = mean([...candidate]) - mean([...base])
  const [a, b] = [deviationOf(base) ** 2, deviationOf(candidate) ** 2]
  const [errorA, errorB] = [a / base.length, b / candidate.length]
  const error = Math.sqrt(errorA + errorB)
  const degrees = welchDegrees(errorA, base.length, errorB, candidate.length)
  const known = base.length > 1 && candidate.length > 1
  return {
    count: Math.min(base.length, candidate.length),
    estimate,
    interval: known ? around(estimate, error, degrees, alpha) : null,
    p: known ? welchP(estimate, error, degrees, base.length, candidate.length) : null,
    test: 'welch',
    reachOf: (runs) =>
      Math.sqrt((a + b) / runs) * (studentTQuantile(1 - alpha, 2 * runs - 2) + POWER_Z),
  }
}

/**
 * What is known of the rate of an event that was never seen: it lies below −ln(α/2) over what it was looked
 * for in (runs, or probes), at the confidence of each end of the other intervals. For α = 10 %
 * this is the rule of three. Without it the differences, all zero, would have an interval of no width.
 */
export function unseenEffect(
  effect: Effect,
  exposurePerBlock: number | null,
  alpha: number,
): Effect {
  if (exposurePerBlock === null || effect.count < 2) return { ...effect, interval: null }
  const reachOf = (blocks: number) => -Math.log(alpha / 2) / (exposurePerBlock * blocks)
  const half = reachOf(effect.count)
  return { ...effect, interval: [-half, half], reachOf }
}

/** Satterthwaite's, rounded down to the whole degrees that our t has, which makes intervals wider and never narrower. */
function welchDegrees(errorA: number, countA: number, errorB: number, countB: number): number {
  if (errorA + errorB === 0) return countA + countB - 2
  const degrees = (errorA + errorB) ** 2 / (errorA ** 2 / (countA - 1) + errorB ** 2 / (countB - 1))
  return Math.max(1, Math.floor(degrees + 1e-9))
}

/** Sides whose runs are all alike have no t: then p is that of the permutation test, of two piles that do not overlap. */
function welchP(
  estimate: number,
  error: number,
  degrees: number,
  countA: number,
  countB: number,
): number {
  if (estimate === 0) return 1
  if (error > 0) return 1 - studentTWithin(Math.abs(estimate) / error, degrees)
  let piles = 1
  for (let each = 1; each <= countA; each += 1) piles *= (countB + each) / each
  return Math.min(1, 2 / piles)
}

function around(
  estimate: number,
  error: number,
  degrees: number,
  alpha: number,
): readonly [number, number] {
  const half = error === 0 ? 0 : error * studentTQuantile(1 - alpha, degrees)
  return [estimate - half, estimate + half]
}

function deviationOf(values: readonly number[]): number {
  return values.length < 2 ? 0 : Math.sqrt(sampleVariance([...values]))
}
