/**
 * How the survivors of each crash learned of it. Survivors are the agents that were up, by ground
 * truth, when the member crashed; one that goes down before it has given its verdict is no longer
 * counted. Durations count from the crash; what is said after the member's restart is about its
 * return and no verdict on the crash any more.
 */
import type { Detection, MemberStatus } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import { isUp, type Outage } from './outages.ts'

/** `agents` are all of the cluster, `endS` the end of what was recorded. */
export function detectionsOf(
  outages: readonly Outage[],
  changes: readonly ViewChange[],
  agents: readonly string[],
  endS: number,
): Detection[] {
  const byMember = Map.groupBy(
    changes.toSorted((a, b) => a.atS - b.atS),
    (change) => change.member,
  )
  return outages
    .filter((outage) => outage.kind === 'crash')
    .map((crash) => detectionOf(crash, outages, byMember.get(crash.member) ?? [], agents, endS))
}

function detectionOf(
  crash: Outage,
  outages: readonly Outage[],
  changes: readonly ViewChange[],
  agents: readonly string[],
  endS: number,
): Detection {
  const observers = agents.filter(
    (agent) => agent !== crash.member && isUp(outages, agent, crash.fromS),
  )
  const learned = observers.flatMap((agent) => {
    const own = changes.filter((change) => change.agent === agent)
    // Whoever still held an earlier death for true has nothing to detect.
    if (statusAt(own, crash.fromS) === 'dead') return []
    return [{ agent, own, ...verdictOf(crash, own) }]
  })
  const survivors = learned.filter(
    ({ agent, deadS }) =>
      deadS !== undefined || staysUp(outages, agent, crash.fromS, Math.min(crash.toS, endS)),
  )
  const verdicts = survivors.flatMap(({ deadS }) => (deadS === undefined ? [] : [deadS]))
  const suspicions = survivors.flatMap(({ suspectS }) => (suspectS === undefined ? [] : [suspectS]))
  const restarted = Number.isFinite(crash.toS)
  return {
    member: crash.member,
    crashedAtS: crash.fromS,
    firstSuspectS: least(suspicions),
    firstDeadS: least(verdicts),
    allDeadS:
      verdicts.length === survivors.length && verdicts.length > 0 ? Math.max(...verdicts) : null,
    survivors: survivors.length,
    detectedBy: verdicts.length,
    restartedAtS: restarted ? crash.toS : null,
    rejoinedAtS: restarted
      ? rejoinedAt(
          crash,
          learned.filter(({ agent }) => staysUp(outages, agent, crash.fromS, crash.toS)),
          changes,
        )
      : null,
  }
}

type Verdict = {
  readonly suspectS: number | undefined
  readonly deadS: number | undefined
}

/** One survivor's first suspicion and first dead verdict; one it already held at the crash counts as zero. */
function verdictOf(crash: Outage, own: readonly ViewChange[]): Verdict {
  const before = statusAt(own, crash.fromS)
  const within = own.filter((change) => crash.fromS < change.atS && change.atS < crash.toS)
  const first = (status: MemberStatus) => {
    if (before === status) return 0
    const change = within.find((candidate) => candidate.status === status)
    return change === undefined ? undefined : change.atS - crash.fromS
  }
  return { suspectS: first('suspect'), deadS: first('dead') }
}

/** When, for the first time since the restart, all of `observers` saw the member alive at once. */
function rejoinedAt(
  crash: Outage,
  observers: readonly { readonly agent: string; readonly own: readonly ViewChange[] }[],
  changes: readonly ViewChange[],
): number | null {
  const waiting = new Set<string>()
  for (const { agent, own } of observers) {
    if (statusAt(own, crash.toS) !== 'alive') waiting.add(agent)
  }
  if (waiting.size === 0) return observers.length === 0 ? null : crash.toS
  const watched = new Set(observers.map(({ agent }) => agent))
  for (const change of changes) {
    if (change.atS <= crash.toS || !watched.has(change.agent)) continue
    if (change.status === 'alive') waiting.delete(change.agent)
    else waiting.add(change.agent)
    if (waiting.size === 0) return change.atS
  }
  return null
}

/** `own` in time order; undefined when the agent had never heard of the member. */
function statusAt(own: readonly ViewChange[], atS: number): MemberStatus | undefined {
  return own.findLast((change) => change.atS <= atS)?.status
}

function staysUp(outages: readonly Outage[], agent: string, fromS: number, toS: number): boolean {
  return !outages.some((o) => o.member === agent && o.fromS < toS && fromS < o.toS)
}

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values)
}
