/** Writes view changes down briefly: `says('a', 'b', 'suspect', 3)` is a's new opinion of b at second 3. */
import type { ViewChange } from '../../analysis/index.ts'

export function says(
  agent: string,
  member: string,
  status: ViewChange['status'],
  atS: number,
  more: Partial<Pick<ViewChange, 'incarnation' | 'by' | 'why'>> = {},
): ViewChange {
  return { atS, agent, member, status, incarnation: 0, why: 'gossip', by: null, ...more }
}
