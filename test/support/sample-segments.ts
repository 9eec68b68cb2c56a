/** The parts of a sample run that only agents with the fast transport tell: segments, and what the runtime did. */
import {
  type ProbeTable,
  type RunRecord,
  SEGMENT_NAMES,
  type SplitCycles,
  summarizeLatency,
} from '../../analysis/index.ts'

/** Of a usual round trip, in the order of `SEGMENT_NAMES`: waking threads up is most of it. */
const USUAL_SHARES = [0.12, 0.31, 0.06, 0.11, 0.34, 0.06] as const
/** Which segment is to blame for a slow one, by how often. */
const SLOW_SEGMENTS = [1, 1, 1, 4, 4, 4, 2, 3, 0] as const
const SLOWER_THAN_MEDIAN = 2
/** The other end of a few cycles is never told. */
const UNSPLIT_SHARE = 0.004

/** Segments that sum to the RTTs of the table. */
export function sampleSplit(
  probes: ProbeTable,
  medianS: number | null,
  random: () => number,
): SplitCycles {
  const rows: number[] = []
  const columns: number[][] = SEGMENT_NAMES.map(() => [])
  for (let row = 0; row < probes.length; row += 1) {
    const rttS = probes.rttS[row] as number
    if (Number.isNaN(rttS) || random() < UNSPLIT_SHARE) continue
    const usualS = Math.min(rttS, SLOWER_THAN_MEDIAN * (medianS ?? rttS))
    const weights = USUAL_SHARES.map((share) => share * (0.6 + 0.8 * random()))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const slow = SLOW_SEGMENTS[Math.floor(random() * SLOW_SEGMENTS.length)]
    rows.push(row)
    weights.forEach((weight, segment) => {
      const excessS = segment === slow ? rttS - usualS : 0
      columns[segment]?.push((usualS * weight) / total + excessS)
    })
  }
  return {
    rows: Uint32Array.from(rows),
    durationsS: columns.map((column) => Float64Array.from(column)),
  }
}

/** Round trips of this machine, a little faster than those of its agents. */
export function sampleFloor(random: () => number): NonNullable<RunRecord['floor']> {
  const side = () =>
    summarizeLatency([
      Float64Array.from(
        { length: 30 },
        () => 0.000_088 * Math.exp(0.2 * (random() + random() - 1)),
      ),
    ])
  return { gapS: 0.05, before: side(), after: side() }
}

export function sampleRuntime(durationS: number, agents: number): RunRecord['runtime'] {
  const seconds = durationS * agents
  const pauses = (perS: number, meanS: number, maxS: number) => ({
    count: Math.round(seconds * perS),
    totalS: Math.round(seconds * perS) * meanS,
    maxS,
    measuredMaxS: maxS,
  })
  return {
    telemetryDelay: { ...pauses(1, 0.000_21, 0.034), measuredMaxS: null },
    gc: { protocol: pauses(0.02, 0.000_42, 0.0013), telemetry: pauses(0.1, 0.0011, 0.0072) },
  }
}
