/** Logs of swim-rs as the tables that charts are drawn from. */
import type { ProbeTable } from '../probe-table.ts'
import { ProbeTableBuilder } from '../tables/probe-table-builder.ts'
import type { ViewChange } from '../views.ts'
import type { SwimRsLog } from './parse-log.ts'

export type SwimRsTables = {
  /**
   * Answered probes only: swim-rs does not log those that time out. It logs no intended time either,
   * so that stands at the time of sending.
   */
  readonly probes: ProbeTable
  readonly changes: readonly ViewChange[]
  readonly durationS: number
}

/** Time zero is the earliest moment of all logs. `agent` is what to call the one that wrote the log. */
export function swimRsTables(
  logs: readonly { readonly agent: string; readonly log: SwimRsLog }[],
): SwimRsTables {
  let startS = Number.POSITIVE_INFINITY
  let endS = Number.NEGATIVE_INFINITY
  for (const { log } of logs) {
    for (const { atS, rttS } of log.samples) {
      startS = Math.min(startS, atS - rttS)
      endS = Math.max(endS, atS)
    }
    for (const { atS } of [...log.states, ...log.ticks]) {
      startS = Math.min(startS, atS)
      endS = Math.max(endS, atS)
    }
  }
  if (startS > endS) startS = endS = 0
  const builder = new ProbeTableBuilder()
  const changes: ViewChange[] = []
  for (const { agent, log } of logs) {
    const met = new Set<string>()
    for (const { atS, from, rttS } of log.samples) {
      const sentAtS = atS - rttS - startS
      const cycle = { agent, target: from, intendedAtS: sentAtS, sentAtS, rttS }
      builder.append({ ...cycle, outcome: 'acked' })
      if (met.has(from)) continue
      met.add(from)
      changes.push(change(agent, from, atS - startS, 'alive'))
    }
    for (const { atS, member, status } of log.states) {
      changes.push(change(agent, member, atS - startS, status))
    }
  }
  return {
    probes: builder.build(),
    changes: changes.sort((a, b) => a.atS - b.atS),
    durationS: endS - startS,
  }
}

/** swim-rs logs neither incarnations nor reasons. */
function change(
  agent: string,
  member: string,
  atS: number,
  status: ViewChange['status'],
): ViewChange {
  return { atS, agent, member, status, incarnation: 0, why: 'logged', by: null }
}
