/**
 * Where a round trip goes: seven moments of one probe cycle, told by both of its ends on one clock,
 * and the six segments between them. The segments of a cycle sum to its RTT, to the nanosecond.
 */
import { PROBE_OUTCOMES, type ProbeTable } from '../probe-table.ts'
import type { Segments } from '../run-record.ts'
import { summarizeLatency } from './summarize-latency.ts'

export type SegmentName = keyof Segments['parts']

/** In the order of the round trip. */
export const SEGMENT_NAMES = [
  'send',
  'peerWakeUp',
  'peerHandling',
  'reply',
  'wakeUp',
  'handling',
] as const satisfies readonly SegmentName[]

/** What people call them. */
export const SEGMENT_LABELS: Readonly<Record<SegmentName, string>> = {
  send: 'send call',
  peerWakeUp: 'wake-up at the peer',
  peerHandling: 'the peer’s handling',
  reply: 'reply call',
  wakeUp: 'our wake-up',
  handling: 'our handling',
}

/** Of one ping and its ack, in the order in which they happened. */
export type RoundTrip = {
  readonly sentNs: number
  readonly peerKernelNs: number
  readonly peerAwakeNs: number
  readonly peerSentNs: number
  readonly kernelNs: number
  readonly awakeNs: number
  readonly ackNs: number
}

/**
 * The kernel stamps datagrams with the wall clock; put on the monotonic one, a stamp may lie this far
 * beside the truth. One that is further off is of another datagram, or of a clock that was set.
 */
export const KERNEL_STAMP_ERROR_NS_MAX = 5000

/** Nanoseconds in the order of `SEGMENT_NAMES`; undefined for moments that are not of one round trip. */
export function splitRoundTrip(trip: RoundTrip): number[] | undefined {
  const { sentNs, peerAwakeNs, peerSentNs, awakeNs, ackNs } = trip
  const isInOrder =
    sentNs <= peerAwakeNs && peerAwakeNs <= peerSentNs && peerSentNs <= awakeNs && awakeNs <= ackNs
  if (!isInOrder) return undefined
  const peerKernelNs = between(sentNs, trip.peerKernelNs, peerAwakeNs)
  const kernelNs = between(peerSentNs, trip.kernelNs, awakeNs)
  if (peerKernelNs === undefined || kernelNs === undefined) return undefined
  return [
    peerKernelNs - sentNs,
    peerAwakeNs - peerKernelNs,
    peerSentNs - peerAwakeNs,
    kernelNs - peerSentNs,
    awakeNs - kernelNs,
    ackNs - awakeNs,
  ]
}

/** A kernel's stamp, moved between the moments that it must lie between. */
function between(fromNs: number, stampNs: number, toNs: number): number | undefined {
  const movedNs = Math.min(Math.max(stampNs, fromNs), toNs)
  return Math.abs(movedNs - stampNs) <= KERNEL_STAMP_ERROR_NS_MAX ? movedNs : undefined
}

/** The cycles of a probe table that could be split. */
export type SplitCycles = {
  /** Rows of the probe table, ascending. */
  readonly rows: Uint32Array
  /** A column per segment in the order of `SEGMENT_NAMES`, with an entry for each of `rows`. */
  readonly durationsS: readonly Float64Array[]
}

/** Null where no cycle could be split. */
export function summarizeSegments(split: SplitCycles, probes: ProbeTable): Segments | null {
  const cycles = split.rows.length
  if (cycles === 0) return null
  const parts = split.durationsS.map((column, index) => [
    SEGMENT_NAMES[index],
    summarizeLatency(byAgent(column, split.rows, probes)),
  ])
  return {
    cycles,
    unsplit: ackedDirectly(probes) - cycles,
    parts: Object.fromEntries(parts) as Segments['parts'],
  }
}

/** The sum of the segments' medians: a typical round trip, though not the median one. Null where one is missing. */
export function sumOfMedians({ parts }: Segments): number | null {
  let sum = 0
  for (const name of SEGMENT_NAMES) {
    const { p50 } = parts[name]
    if (p50 === null) return null
    sum += p50
  }
  return sum
}

/** One sequence per agent, each in the order of the table. */
function byAgent(column: Float64Array, rows: Uint32Array, { agent, addresses }: ProbeTable) {
  const lengths = new Uint32Array(addresses.length)
  for (const row of rows) lengths[agent[row] as number] = (lengths[agent[row] as number] ?? 0) + 1
  const sequences = Array.from(lengths, (length) => new Float64Array(length))
  lengths.fill(0)
  rows.forEach((row, index) => {
    const of = agent[row] as number
    const at = lengths[of] as number
    ;(sequences[of] as Float64Array)[at] = column[index] as number
    lengths[of] = at + 1
  })
  return sequences
}

function ackedDirectly({ outcome }: ProbeTable): number {
  const acked = PROBE_OUTCOMES.indexOf('acked')
  let count = 0
  for (const one of outcome) if (one === acked) count += 1
  return count
}
