/** What made a slow cycle slow, in one sentence. Shared by HTML, Markdown and the terminal. */
import { formatDuration } from '../format.ts'
import { BLAME_GROUPS, type BlameGroup } from '../latency/blame.ts'
import type { SegmentName } from '../latency/segments.ts'
import type { Blame, SlowCycle } from '../run-record.ts'

/** Who holds less than this share of the excess is not named. */
const NAMED_SHARE_MIN = 0.2
/** A segment with this share of its group's excess is named instead of the group. */
const SEGMENT_SHARE_MIN = 0.8
/** A cycle that exceeds the usual by less than this share of itself has nobody to blame. */
const EXCESS_SHARE_MIN = 0.1

const GROUP_PLACES: Readonly<Record<BlameGroup, string>> = {
  oursS: 'in our thread',
  peerS: 'in the peer’s thread',
  wireS: 'in the two send calls',
}

const SEGMENT_PLACES: Readonly<Record<SegmentName, string>> = {
  send: 'in the send call',
  peerWakeUp: 'waking up at the peer',
  peerHandling: 'in the peer’s handling',
  reply: 'in the reply call',
  wakeUp: 'waking up for the ack',
  handling: 'in our handling of the ack',
}

/** `1.80 ms: 1.50 ms waking up at the peer` of the slowest cycle that could be split. */
export function slowestText(slowest: readonly SlowCycle[]): string | undefined {
  const cycle = slowest.find(({ blame }) => blame !== null)
  return cycle === undefined ? undefined : `${formatDuration(cycle.rttS)}: ${blameText(cycle)}`
}

/** `1.50 ms waking up at the peer`, counted from the medians; or why that is not known. */
export function blameText({ rttS, outcome, blame }: SlowCycle): string {
  if (rttS === null) return 'cannot be split: no ack came'
  if (outcome === 'acked-indirect') return 'cannot be split: its ack came through a relay'
  if (blame === null) return 'cannot be split: one of its ends is not known'
  return [...places(blame, rttS), ...late(blame, rttS)].join(', ')
}

function places(blame: Blame, rttS: number): string[] {
  const { excessS } = blame
  if (excessS < rttS * EXCESS_SHARE_MIN) return ['as usual']
  return (Object.keys(BLAME_GROUPS) as BlameGroup[])
    .filter((group) => blame[group] >= excessS * NAMED_SHARE_MIN)
    .sort((one, other) => blame[other] - blame[one])
    .map((group) => {
      const names: readonly SegmentName[] = BLAME_GROUPS[group]
      const most = names.find((name) => blame.segments[name] >= blame[group] * SEGMENT_SHARE_MIN)
      const place = most === undefined ? GROUP_PLACES[group] : SEGMENT_PLACES[most]
      return `${formatDuration(blame[group])} ${place}`
    })
}

/** Lag is no part of the RTT, but what delays a thread often delays both. */
function late({ lagS, excessS }: Blame, rttS: number): string[] {
  const isLate = lagS >= Math.max(excessS * NAMED_SHARE_MIN, rttS * EXCESS_SHARE_MIN)
  return isLate ? [`and it left ${formatDuration(lagS)} late`] : []
}
