/** Which of two pieces of news about one member wins: a total order, in one place. */
import type { MemberUpdate, Status } from './message.ts'

type Claim = Pick<MemberUpdate, 'status' | 'incarnation'>

/**
 * Whether `update` replaces `known`: higher incarnation wins, then left over dead over suspect over
 * alive. Only a member raises its own incarnation, so a higher one is its own word: a member that
 * was declared dead comes back by refuting. (SWIM paper, §4.2, with `dead` not final but reaped later.)
 */
export function supersedes(update: Claim, known: Claim): boolean {
  if (update.incarnation !== known.incarnation) return known.incarnation < update.incarnation
  return severity(known.status) < severity(update.status)
}

function severity(status: Status): number {
  switch (status) {
    case 'alive':
      return 0
    case 'suspect':
      return 1
    case 'dead':
      return 2
    case 'left':
      return 3
  }
}
