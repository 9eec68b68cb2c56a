/**
 * How many agents thought a member alive, suspect, dead or gone, over time. Only agents that were up
 * by ground truth have a say, and none about itself.
 */
import type { Outage } from '../detection/outages.ts'
import type { ViewInterval } from './view-intervals.ts'

export const VIEW_STATUSES = ['alive', 'suspect', 'dead', 'left'] as const

type ViewStatus = (typeof VIEW_STATUSES)[number]

/** Counts by `VIEW_STATUSES`, constant from `fromS` to `toS`. */
export type ViewCounts = {
  readonly fromS: number
  readonly toS: number
  readonly counts: Readonly<Counts>
}

type Counts = [alive: number, suspect: number, dead: number, left: number]

type Change = { readonly atS: number; readonly status: number; readonly by: 1 | -1 }

/**
 * One list per member, in the order of `members`. Changes closer together than `resolutionS` fall into
 * one step, which shows the worst of them: a suspicion that is refuted within a pixel stays visible.
 */
export function viewCounts(
  intervals: readonly ViewInterval[],
  members: readonly string[],
  outages: readonly Outage[],
  { fromS, toS, resolutionS }: { fromS: number; toS: number; resolutionS: number },
): Map<string, ViewCounts[]> {
  const changes = new Map<string, Change[]>(members.map((member) => [member, []]))
  const outagesByAgent = Map.groupBy(outages, (outage) => outage.member)
  for (const interval of intervals) {
    const list = changes.get(interval.member)
    const status = VIEW_STATUSES.indexOf(interval.status as ViewStatus)
    // A reaped member is forgotten: nobody thinks anything of it.
    if (list === undefined || status === -1 || interval.agent === interval.member) continue
    for (const [start, end] of spoken(interval, outagesByAgent.get(interval.agent) ?? [])) {
      if (end <= fromS || start >= toS) continue
      list.push({ atS: Math.max(start, fromS), status, by: 1 })
      if (end < toS) list.push({ atS: end, status, by: -1 })
    }
  }
  return new Map(
    [...changes].map(([member, list]) => [member, stepsOf(list, { fromS, toS, resolutionS })]),
  )
}

/** The parts of an interval in which its agent was up. */
function spoken(interval: ViewInterval, outages: readonly Outage[]): [number, number][] {
  let parts: [number, number][] = [[interval.fromS, interval.toS]]
  for (const outage of outages) {
    parts = parts.flatMap(([start, end]): [number, number][] => {
      if (outage.toS <= start || end <= outage.fromS) return [[start, end]]
      const pieces: [number, number][] = [
        [start, outage.fromS],
        [outage.toS, end],
      ]
      return pieces.filter(([from, to]) => from < to)
    })
  }
  return parts
}

function stepsOf(
  changes: readonly Change[],
  { fromS, toS, resolutionS }: { fromS: number; toS: number; resolutionS: number },
): ViewCounts[] {
  const counts: Counts = [0, 0, 0, 0]
  const steps: ViewCounts[] = []
  const emit = (start: number, end: number, held: Readonly<Counts>) => {
    if (end <= start) return
    const last = steps.at(-1)
    const same = last?.counts.every((count, index) => count === held[index])
    if (last !== undefined && same) steps[steps.length - 1] = { ...last, toS: end }
    else steps.push({ fromS: start, toS: end, counts: [...held] })
  }
  const columns = Map.groupBy(
    changes.toSorted((a, b) => a.atS - b.atS),
    (change) => Math.floor((change.atS - fromS) / resolutionS),
  )
  let reached = fromS
  for (const [column, within] of columns) {
    const columnFromS = Math.max(reached, fromS + column * resolutionS)
    const columnToS = Math.min(toS, fromS + (column + 1) * resolutionS)
    emit(reached, columnFromS, counts)
    let worst: Counts | undefined
    for (const [index, change] of within.entries()) {
      counts[change.status] = (counts[change.status] as number) + change.by
      // Half of a transition (one status left, the next not yet entered) is nobody's view.
      const whole = within[index + 1]?.atS !== change.atS
      if (whole && (worst === undefined || severity(counts) > severity(worst))) worst = [...counts]
    }
    emit(columnFromS, columnToS, worst ?? counts)
    reached = columnToS
  }
  emit(reached, toS, counts)
  return steps
}

/** Dead outweighs any number of suspicions. */
function severity([, suspect, dead]: Readonly<Counts>): number {
  return dead * 1e6 + suspect
}
