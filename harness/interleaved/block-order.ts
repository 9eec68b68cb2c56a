/** Which side of each block runs first: decided by chance, and fair to both sides at every moment. */
import { seededRandom } from '../../agent/index.ts'

export type SideName = 'base' | 'candidate'

export const SIDES: readonly SideName[] = ['base', 'candidate']

/**
 * Of every two blocks, one begins with each side, in random order. So the counts differ by one at most
 * wherever it ends, and the first blocks are the same however many there will be.
 */
export function planOrder(blocks: number, seed: number): SideName[] {
  const random = seededRandom(seed, 0)
  const order: SideName[] = []
  while (order.length < blocks) {
    order.push(...(random() < 0.5 ? SIDES : SIDES.toReversed()))
  }
  return order.slice(0, blocks)
}
