/**
 * From an effect to a verdict, by its interval and the smallest change that matters, the margin:
 *
 * - regression, improvement: the interval leaves no change out, and the estimate is at least the margin;
 * - equivalent: the interval lies within the margins, which no lack of data can bring about;
 * - inconclusive: neither, or too few blocks.
 *
 * A claim also needs a p that holds after the adjustment for the other metrics, so that looking at more of
 * them does not find more. Everything here is on the scale of the effect, where no change is 0.
 */
import type { Verdict } from './comparison.ts'
import type { Effect } from './effect.ts'
import { leastSignFlipP } from './sign-flip.ts'

/** From fewer, not even a difference of all blocks is sure: the sign flip cannot reach 5 % below six. */
export const BLOCKS_MIN = 6
const BLOCKS_MAX = 1000

export type Bar = {
  readonly better: 'lower' | 'higher'
  /** The smallest change that matters, on the effect's scale. */
  readonly margin: number
  readonly alpha: number
  /** How many metrics share the chance of a false claim. */
  readonly tests: number
}

export type Judgement = {
  readonly verdict: Verdict
  readonly reason: string | null
  readonly blocksToDecide: number | null
}

/** `p` is the adjusted one. */
export function judge(effect: Effect, p: number | null, bar: Bar): Judgement {
  const { count, estimate, interval } = effect
  const { margin, alpha } = bar
  if (count < BLOCKS_MIN) {
    return undecided(effect, bar, `${count} of the ${BLOCKS_MIN} runs of each side that it takes`)
  }
  if (interval === null || p === null) {
    return undecided(effect, bar, 'it is not known how many probes stand behind these shares')
  }
  const [low, high] = interval
  const isReal = low > 0 || high < 0
  const matters = Math.abs(estimate) >= margin
  if (isReal && matters && p <= alpha) {
    const worse = bar.better === 'lower' ? estimate > 0 : estimate < 0
    return decided(worse ? 'regression' : 'improvement')
  }
  if (-margin <= low && high <= margin) return decided('equivalent')
  if (!isReal) return undecided(effect, bar, 'no change and one that matters are both possible')
  if (!matters)
    return undecided(effect, bar, 'there is a change, but it may be too small to matter')
  return undecided(effect, bar, 'the change may be chance, among so many metrics or so few blocks')
}

function decided(verdict: Verdict): Judgement {
  return { verdict, reason: null, blocksToDecide: null }
}

function undecided(effect: Effect, bar: Bar, reason: string): Judgement {
  return { verdict: 'inconclusive', reason, blocksToDecide: blocksToDecide(effect, bar) }
}

/**
 * The fewest blocks with which the same estimate and spread would decide four times in five: the interval
 * leaves zero out where the estimate matters, and stays within the margins where it does not. Null where
 * spread is unknown, and beyond a thousand, where the truth lies at the margin itself.
 */
function blocksToDecide(effect: Effect, { margin, alpha, tests }: Bar): number | null {
  if (effect.count < 2) return null
  const claims = Math.abs(effect.estimate) >= margin
  const room = claims ? Math.abs(effect.estimate) : margin - Math.abs(effect.estimate)
  const suffices = (blocks: number) => {
    if (claims && effect.test !== 'welch' && leastSignFlipP(blocks) * tests > alpha) return false
    return effect.reachOf(blocks) <= room
  }
  if (!suffices(BLOCKS_MAX)) return null
  let [low, high] = [BLOCKS_MIN, BLOCKS_MAX]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (suffices(middle)) high = middle
    else low = middle + 1
  }
  return Math.max(low, effect.count + 1)
}
