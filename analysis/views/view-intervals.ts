/** What every agent thought of every member, and from when to when. */
import type { Outage } from '../detection/outages.ts'
import type { MemberStatus } from '../run-record.ts'
import type { ViewChange } from '../views.ts'

export type ViewInterval = {
  readonly agent: string
  readonly member: string
  readonly status: MemberStatus
  readonly incarnation: number
  readonly fromS: number
  readonly toS: number
}

/**
 * The status after each change holds until the same agent's next change about the same member, the
 * last one until `endS`. Changes that only raise the incarnation do not cut an interval in two. An
 * agent that crashes or leaves takes its views with it: what it thinks after its return it says anew.
 */
export function viewIntervals(
  changes: readonly ViewChange[],
  endS: number,
  outages: readonly Outage[],
): ViewInterval[] {
  const intervals: ViewInterval[] = []
  const open = new Map<string, Map<string, ViewChange>>()
  const close = (change: ViewChange, toS: number) => {
    const { agent, member, status, incarnation, atS } = change
    if (atS < toS) intervals.push({ agent, member, status, incarnation, fromS: atS, toS })
  }
  const forget = (agent: string, atS: number) => {
    for (const change of open.get(agent)?.values() ?? []) close(change, Math.min(atS, endS))
    open.delete(agent)
  }
  const ends = outages.filter(({ kind }) => kind !== 'pause').sort((a, b) => a.fromS - b.fromS)
  let next = 0
  for (const change of changes.toSorted((a, b) => a.atS - b.atS)) {
    for (let end = ends[next]; end !== undefined && end.fromS <= change.atS; end = ends[next]) {
      forget(end.member, end.fromS)
      next += 1
    }
    let views = open.get(change.agent)
    if (views === undefined) {
      views = new Map()
      open.set(change.agent, views)
    }
    const held = views.get(change.member)
    if (held !== undefined && held.status === change.status) continue
    if (held !== undefined) close(held, Math.min(change.atS, endS))
    views.set(change.member, change)
  }
  for (const end of ends.slice(next)) forget(end.member, end.fromS)
  for (const agent of [...open.keys()]) forget(agent, endS)
  return intervals.sort((a, b) => a.fromS - b.fromS)
}
