/**
 * `members` lines, which say much at once: a thousand agents that come to know each other say a million
 * things. Their rows are checked by hand because a schema takes longer than all that follows, and taken
 * apart again, so that nobody else has to know of two ways to say the same.
 */
import { type AgentEvent, MEMBER_REASONS, MEMBER_STATES } from '../../agent/index.ts'

type MemberLine = Extract<AgentEvent, { event: 'member' }>
type MembersEvent = Extract<AgentEvent, { event: 'members' }>
export type MemberRow = MembersEvent['rows'][number]

/** What those hear who listen to an agent. */
export type HeardEvent = Exclude<AgentEvent, MembersEvent>

const states: ReadonlySet<unknown> = new Set(MEMBER_STATES)
const reasons: ReadonlySet<unknown> = new Set(MEMBER_REASONS)

/** Whether each is `[timeNs, peer, state, incarnation, why]`, or with `by` behind. */
export function areMemberRows(value: unknown): value is readonly MemberRow[] {
  return Array.isArray(value) && value.every(isMemberRow)
}

/** As many `member` lines. */
export function memberLines({ agent, peers, rows }: MembersEvent): MemberLine[] {
  return rows.map(([timeNs, index, state, incarnation, why, by]) => {
    const peer = peers[index] ?? ''
    const line = { event: 'member', agent, timeNs, peer, state, incarnation, why } as const
    return by === undefined ? line : { ...line, by: peers[by] ?? '' }
  })
}

function isMemberRow(row: unknown): boolean {
  if (!Array.isArray(row) || (row.length !== 5 && row.length !== 6)) return false
  const [timeNs, peer, state, incarnation, why, by = 0] = row
  return (
    Number.isSafeInteger(timeNs) &&
    isCount(peer) &&
    isCount(incarnation) &&
    isCount(by) &&
    states.has(state) &&
    reasons.has(why)
  )
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
