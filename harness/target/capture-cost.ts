/** What a capture cost the process that was watched, as records keep it. */
import { type CaptureCost, summarizeLatency } from '../../analysis/index.ts'
import type { Moment } from './watched-moment.ts'

export function captureCost(
  control: Moment | undefined,
  watched: Moment,
  rttSource: string,
): CaptureCost {
  const pair = (of: (moment: Moment) => number | null | undefined) => ({
    control: control === undefined ? null : (of(control) ?? null),
    watched: of(watched) ?? null,
  })
  return {
    durationS: pair(({ durationS }) => durationS),
    cpuCores: pair(({ cpuCores }) => cpuCores),
    rttP50S: pair(({ rttS }) => medianS(rttS)),
    rttSamples: pair(({ rttS }) => rttS?.length),
    rttSource: watched.rttS === undefined ? null : rttSource,
  }
}

function medianS(rttS: readonly number[] | undefined): number | null {
  return rttS === undefined || rttS.length === 0
    ? null
    : summarizeLatency([Float64Array.from(rttS)]).p50
}
