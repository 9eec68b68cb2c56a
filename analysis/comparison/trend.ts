/**
 * Whether values in the order of time go one way: the Mann–Kendall test. S counts the pairs that rise less
 * those that fall. Source: H. B. Mann, *Nonparametric tests against trend*, Econometrica 13 (1945);
 * M. G. Kendall, *Rank Correlation Methods* (1948).
 */
import { errorFunction } from 'simple-statistics'

/** Up to here p is exact, beyond it the normal approximation is good to three digits. */
const EXACT_MAX = 60

export type Trend = {
  /** Kendall's: from −1, always falling, to 1, always rising. */
  readonly tau: number
  /** Two-sided, that there is no trend. Ties make it too large rather than too small. */
  readonly p: number
}

/** Undefined for fewer than three values, of which nothing can be said. */
export function trendOf(values: readonly number[]): Trend | undefined {
  const count = values.length
  if (count < 3) return undefined
  let s = 0
  values.forEach((later, index) => {
    for (let before = 0; before < index; before += 1) s += Math.sign(later - (values[before] ?? 0))
  })
  const pairs = (count * (count - 1)) / 2
  return { tau: s / pairs, p: count <= EXACT_MAX ? exactP(s, count) : normalP(s, count) }
}

/** P(|S| ≥ |s|) when all orders are as likely: S = pairs − 2 · inversions of a random permutation. */
function exactP(s: number, count: number): number {
  const pairs = (count * (count - 1)) / 2
  const inversionsMax = Math.floor((pairs - Math.abs(s)) / 2)
  const share = inversionShares(count)
  let tail = 0
  for (let inversions = 0; inversions <= inversionsMax; inversions += 1) {
    tail += share[inversions] ?? 0
  }
  return Math.min(1, 2 * tail)
}

/** The share of permutations with so many inversions: the k-th value put in adds 0 … k − 1 of them. */
function inversionShares(count: number): Float64Array {
  let shares = new Float64Array([1])
  for (let size = 2; size <= count; size += 1) {
    const next = new Float64Array(shares.length + size - 1)
    let window = 0
    for (let inversions = 0; inversions < next.length; inversions += 1) {
      window += shares[inversions] ?? 0
      window -= shares[inversions - size] ?? 0
      next[inversions] = window / size
    }
    shares = next
  }
  return shares
}

function normalP(s: number, count: number): number {
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18)
  const z = Math.max(0, Math.abs(s) - 1) / deviation
  return 1 - errorFunction(z / Math.SQRT2)
}
