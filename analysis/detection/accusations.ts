/**
 * Accusations of healthy members: somebody was suspected or declared dead while the ground truth had
 * it up. One accusation is one accuser's word about one incarnation of a member; those who repeat it
 * add no accusation, but their verdicts decide how it ends.
 *
 * Not held against the accuser: news of an incarnation from before an outage that is still travelling
 * within the grace period after it. A restarted member is regularly called suspect or dead by members
 * that have not heard of its new incarnation.
 */
import type { Accusation } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import { isUp, type Outage } from './outages.ts'

export type AccusationOptions = {
  /** Only what begins within the measured part counts. */
  readonly fromS: number
  readonly toS: number
  /** How long old news may travel after an outage; suspicion time plus a few probe intervals is right. */
  readonly graceS: number
}

type Case = {
  readonly member: string
  readonly incarnation: number
  readonly by: string
  readonly startedAtS: number
  /** Agents that hold the suspicion at the moment. */
  readonly holders: Set<string>
  confirmedAtS: number | undefined
  refutedAtS: number | undefined
  endedAtS: number
}

export function accusationsOf(
  changes: readonly ViewChange[],
  outages: readonly Outage[],
  options: AccusationOptions,
): Accusation[] {
  const cases: Case[] = []
  const heldBy = new Map<string, Case>()
  const lastIncarnation = incarnationsAtOutageEnds(changes, outages)

  for (const change of changes.toSorted((a, b) => a.atS - b.atS)) {
    const pair = `${change.agent}\n${change.member}`
    const held = heldBy.get(pair)
    if (
      held !== undefined &&
      !(change.status === 'suspect' && change.incarnation === held.incarnation)
    ) {
      heldBy.delete(pair)
      settle(held, change, outages)
    }
    if (change.status !== 'suspect' && change.status !== 'dead') continue
    if (change.status === 'dead' && held?.incarnation === change.incarnation) continue
    if (!isFalse(change, outages, lastIncarnation, options)) continue
    const accusation = findOrOpen(cases, change)
    if (change.status === 'dead') {
      accusation.confirmedAtS ??= change.atS
      accusation.endedAtS = Math.max(accusation.endedAtS, change.atS)
    } else {
      accusation.holders.add(change.agent)
      heldBy.set(pair, accusation)
    }
  }
  return cases.map((entry) => concluded(entry, outages))
}

export function countFalsePositives(accusations: readonly Accusation[]): {
  suspicions: number
  deaths: number
} {
  return {
    suspicions: accusations.length,
    deaths: accusations.filter((accusation) => accusation.outcome === 'confirmed').length,
  }
}

/** The case this change belongs to: the same word heard before, or for a verdict any case about the same incarnation. */
function findOrOpen(cases: Case[], change: ViewChange): Case {
  const by = change.by ?? change.agent
  const about = cases.filter(
    (entry) => entry.member === change.member && entry.incarnation === change.incarnation,
  )
  const known =
    about.find((entry) => entry.by === by) ?? (change.status === 'dead' ? about[0] : undefined)
  if (known !== undefined) return known
  const opened: Case = {
    member: change.member,
    incarnation: change.incarnation,
    by,
    startedAtS: change.atS,
    holders: new Set(),
    confirmedAtS: undefined,
    refutedAtS: undefined,
    endedAtS: change.atS,
  }
  cases.push(opened)
  return opened
}

function settle(held: Case, change: ViewChange, outages: readonly Outage[]): void {
  held.holders.delete(change.agent)
  held.endedAtS = Math.max(held.endedAtS, change.atS)
  if (change.status === 'alive') held.refutedAtS ??= change.atS
  // A member that has gone down in the meantime is rightly declared dead.
  const confirms = change.status === 'dead' && change.incarnation === held.incarnation
  if (confirms && isUp(outages, held.member, change.atS)) held.confirmedAtS ??= change.atS
}

function concluded(entry: Case, outages: readonly Outage[]): Accusation {
  const { member, by, startedAtS } = entry
  // A suspicion ends with whoever held it.
  const isHeld = [...entry.holders].some(
    (agent) =>
      !outages.some((o) => o.member === agent && o.kind !== 'pause' && o.fromS >= startedAtS),
  )
  const down = outages.find((o) => o.member === member && o.fromS >= startedAtS)
  if (entry.confirmedAtS !== undefined) {
    return { member, by, startedAtS, endedAtS: entry.confirmedAtS, outcome: 'confirmed' }
  }
  if (down !== undefined && (isHeld || down.fromS < entry.endedAtS)) {
    return { member, by, startedAtS, endedAtS: down.fromS, outcome: 'superseded' }
  }
  if (isHeld) return { member, by, startedAtS, endedAtS: null, outcome: 'open' }
  const outcome = entry.refutedAtS === undefined ? 'superseded' : 'refuted'
  return { member, by, startedAtS, endedAtS: entry.endedAtS, outcome }
}

function isFalse(
  change: ViewChange,
  outages: readonly Outage[],
  lastIncarnation: ReadonlyMap<Outage, number>,
  options: AccusationOptions,
): boolean {
  if (change.atS < options.fromS || change.atS >= options.toS) return false
  if (!isUp(outages, change.member, change.atS)) return false
  return !outages.some(
    (outage) =>
      outage.member === change.member &&
      outage.toS <= change.atS &&
      change.atS < outage.toS + options.graceS &&
      change.incarnation <= (lastIncarnation.get(outage) ?? -1),
  )
}

/** The highest incarnation that anybody had heard of when each outage ended. */
function incarnationsAtOutageEnds(
  changes: readonly ViewChange[],
  outages: readonly Outage[],
): Map<Outage, number> {
  const highest = new Map<Outage, number>()
  for (const outage of outages) {
    for (const change of changes) {
      if (change.member !== outage.member || change.atS >= outage.toS) continue
      highest.set(outage, Math.max(highest.get(outage) ?? -1, change.incarnation))
    }
  }
  return highest
}
