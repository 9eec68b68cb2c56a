/** What rounds say about a ratio: each round is one observation, whatever is in it. */
import { estimateMean } from '../../../analysis/comparison/student-t.ts'
import { ROUNDS_MIN } from '../../../analysis/overhead/arms.ts'

export type Ratio = {
  /** Geometric mean over the rounds. */
  readonly value: number
  /** 95 %, from the spread between rounds; undefined where they are too few to have one. */
  readonly interval: readonly [number, number] | undefined
}

/** Of `above[i] / below[i]`, one pair a round, all positive. */
export function ratioOfRounds(above: readonly number[], below: readonly number[]): Ratio {
  const estimate = estimateMean(above.map((value, at) => Math.log(value / (below[at] as number))))
  if (estimate === undefined) throw new Error('no rounds')
  const { count, interval } = estimate
  return {
    value: Math.exp(estimate.mean),
    interval:
      interval === undefined || count < ROUNDS_MIN
        ? undefined
        : [Math.exp(interval[0]), Math.exp(interval[1])],
  }
}

/** The same values in a random order. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ value }) => value)
}
