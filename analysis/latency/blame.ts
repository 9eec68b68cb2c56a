/**
 * Why a slow probe cycle was slow: by how much each part of it exceeds that part's median over the
 * run. Medians do not add up to the median RTT, so the excess counts from the sum of the medians.
 */
import type { ProbeTable } from '../probe-table.ts'
import type { Blame, RunRecord, SlowCycle } from '../run-record.ts'
import { SEGMENT_NAMES, type SegmentName, type SplitCycles } from './segments.ts'

/** Who answers for which segments. */
export const BLAME_GROUPS = {
  oursS: ['wakeUp', 'handling'],
  peerS: ['peerWakeUp', 'peerHandling'],
  wireS: ['send', 'reply'],
} as const satisfies Partial<Record<keyof Blame, readonly SegmentName[]>>

export type BlameGroup = keyof typeof BLAME_GROUPS

/** The slow cycles with their blame, where they could be split. `usual` is what the run measured. */
export function blameSlowest(
  slowest: readonly SlowCycle[],
  probes: ProbeTable,
  split: SplitCycles,
  usual: Pick<RunRecord, 'lag'> & { readonly rtt: Pick<RunRecord['rtt'], 'segments'> },
): SlowCycle[] {
  return slowest.map((cycle) => ({ ...cycle, blame: blameOf(cycle, probes, split, usual) }))
}

function blameOf(
  cycle: SlowCycle,
  probes: ProbeTable,
  split: SplitCycles,
  { rtt, lag }: Parameters<typeof blameSlowest>[3],
): Blame | null {
  const row = rowOf(cycle, probes)
  const index = row === undefined ? -1 : split.rows.indexOf(row)
  if (row === undefined || index === -1 || rtt.segments === null || lag.p50 === null) return null
  const excess: [SegmentName, number][] = []
  for (const [column, name] of SEGMENT_NAMES.entries()) {
    const { p50 } = rtt.segments.parts[name]
    const durationS = split.durationsS[column]?.[index]
    if (p50 === null || durationS === undefined) return null
    excess.push([name, durationS - p50])
  }
  const segments = Object.fromEntries(excess) as Blame['segments']
  const groupS = (group: BlameGroup) =>
    BLAME_GROUPS[group].reduce((sum, name) => sum + segments[name], 0)
  const [oursS, peerS, wireS] = [groupS('oursS'), groupS('peerS'), groupS('wireS')]
  const lagS = (probes.sentAtS[row] as number) - (probes.intendedAtS[row] as number) - lag.p50
  return { lagS, excessS: oursS + peerS + wireS, oursS, peerS, wireS, segments }
}

/** By agent and intended time, which contract lines and spans tell alike. */
function rowOf({ agent, atS }: SlowCycle, probes: ProbeTable): number | undefined {
  const column = probes.intendedAtS
  for (let row = column.indexOf(atS); row !== -1; row = column.indexOf(atS, row + 1)) {
    if (probes.addresses[probes.agent[row] as number] === agent) return row
  }
  return undefined
}
