/**
 * P values of several tests at once. Both functions return, in the order given, the least level at which
 * each test would be called significant.
 */

/**
 * Holm's step-down adjustment: the chance of any false claim at all stays below the level. Source:
 * S. Holm, *A simple sequentially rejective multiple test procedure*, Scand. J. Statist. 6 (1979).
 */
export function holm(ps: readonly number[]): number[] {
  let highest = 0
  return inOrder(ps, (p, rank) => {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * p))
    return highest
  })
}

/**
 * Q values: the expected share of false claims among the claims stays below the level. Source:
 * Y. Benjamini, Y. Hochberg, *Controlling the False Discovery Rate*, J. R. Statist. Soc. B 57 (1995).
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const raw = inOrder(ps, (p, rank) => (p * ps.length) / (rank + 1))
  return ps.map((p) => Math.min(1, ...raw.filter((_, index) => (ps[index] ?? 1) >= p)))
}

/** Calls `adjust` with each p and its rank from 0, the smallest p first. */
function inOrder(ps: readonly number[], adjust: (p: number, rank: number) => number): number[] {
  const adjusted = new Array<number>(ps.length)
  const order = [...ps.keys()].sort((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1))
  order.forEach((index, rank) => {
    adjusted[index] = adjust(ps[index] ?? 1, rank)
  })
  return adjusted
}
