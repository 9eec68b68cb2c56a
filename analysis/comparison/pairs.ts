/** Which runs of two sides were measured together: the blocks of an interleaved measurement. */
import type { RunValues } from './comparison.ts'

export type Pair = {
  readonly block: number
  readonly base: readonly RunValues[]
  readonly candidate: readonly RunValues[]
}

export type Pairs = {
  /** In the order of the blocks. */
  readonly pairs: readonly Pair[]
  /** Runs that have no block, or whose block has no run of the other side. */
  readonly unpaired: readonly RunValues[]
}

export function pairUp(base: readonly RunValues[], candidate: readonly RunValues[]): Pairs {
  const bases = Map.groupBy(base, ({ block }) => block)
  const candidates = Map.groupBy(candidate, ({ block }) => block)
  const pairs: Pair[] = []
  for (const [block, runs] of bases) {
    const others = candidates.get(block)
    if (block !== undefined && others !== undefined) {
      pairs.push({ block, base: runs, candidate: others })
    }
  }
  pairs.sort((a, b) => a.block - b.block)
  const paired = new Set(pairs.map(({ block }) => block))
  const isUnpaired = ({ block }: RunValues) => block === undefined || !paired.has(block)
  return { pairs, unpaired: [...base, ...candidate].filter(isUnpaired) }
}
