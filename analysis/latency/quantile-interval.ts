/**
 * Distribution-free confidence intervals of quantiles from order statistics. The number of samples
 * at or below the true quantile is binomial, whatever the distribution, so ranks alone decide.
 * Holds for independent samples; those of one run are autocorrelated, which makes it a lower bound.
 */

/** Left out on either side of a two-sided 95 % interval. */
const TAIL = 0.025

/** Weights below this share of the largest one cannot change a sum in double precision. */
const NEGLIGIBLE = 1e-20

/** Ranks, counted from 1, between which the quantile lies with at least 95 % probability. */
export type RankInterval = { readonly lower: number; readonly upper: number }

/**
 * The narrowest equal-tailed order-statistic interval of the `q` quantile of `n` samples, 0 < q < 1:
 * P(B ≤ lower − 1) ≤ 2.5 % and P(B ≥ upper) ≤ 2.5 % for B ~ binomial(n, q). Undefined when so few
 * samples leave it without an end.
 */
export function quantileInterval(n: number, q: number): RankInterval | undefined {
  if (n < samplesNeeded(q)) return undefined
  const mode = Math.min(n, Math.floor((n + 1) * q))
  const weights = weightsAround(mode, n, q)
  const allowed = TAIL * weights.total

  let lower = weights.first
  for (let sum = 0; ; lower += 1) {
    sum += weights.at(lower)
    if (sum > allowed) break
  }
  let upper = weights.last
  for (let sum = 0; ; upper -= 1) {
    sum += weights.at(upper)
    if (sum > allowed) break
  }
  // Below the first weight that counts the probability is zero, so rank 1 is always good enough there.
  return { lower: Math.max(1, lower), upper: Math.min(n, upper + 1) }
}

/** The fewest samples that give the `q` quantile a finite two-sided 95 % interval. */
export function samplesNeeded(q: number): number {
  return Math.ceil(Math.log(TAIL) / Math.log(Math.max(q, 1 - q)))
}

type Weights = {
  readonly first: number
  readonly last: number
  readonly total: number
  at(successes: number): number
}

/** Binomial probabilities up to a common factor, walked outwards from the mode: no logarithms, no overflow. */
function weightsAround(mode: number, n: number, q: number): Weights {
  const odds = q / (1 - q)
  const below: number[] = []
  for (let k = mode, weight = 1; k > 0; k -= 1) {
    weight *= k / (n - k + 1) / odds
    if (weight < NEGLIGIBLE) break
    below.push(weight)
  }
  const above: number[] = []
  for (let k = mode, weight = 1; k < n; k += 1) {
    weight *= ((n - k) / (k + 1)) * odds
    if (weight < NEGLIGIBLE) break
    above.push(weight)
  }
  const sum = (values: readonly number[]) => values.reduceRight((total, value) => total + value, 0)
  return {
    first: mode - below.length,
    last: mode + above.length,
    total: sum(below) + 1 + sum(above),
    at: (k) => (k === mode ? 1 : ((k < mode ? below[mode - k - 1] : above[k - mode - 1]) ?? 0)),
  }
}
