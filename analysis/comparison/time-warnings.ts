/** Doubts about a comparison because the machine, or the change itself, moved while it was measured. */
import { linearRegression, mean } from 'simple-statistics'
import { formatDuration, formatPercent } from '../format.ts'
import { FLOOR_MOVED_RATIO } from '../latency/floor.ts'
import type { Warning } from '../run-record.ts'
import { type Compared, primaryOf, valueReader, when } from './compared.ts'
import type { MetricComparison, RunValues } from './comparison.ts'
import { pairUp } from './pairs.ts'
import { trendOf } from './trend.ts'

/** Three tests of a trend a metric: each at less than 5 %, so that noise is not warned of all the time. */
const P_MAX = 0.01

export function timeWarnings(compared: Compared): Warning[] {
  return [
    ...notInterleaved(compared),
    ...primaryOf(compared).flatMap((metric) => [
      ...drift(compared, metric),
      ...changingChange(compared, metric),
    ]),
    ...floorMoved(compared),
    ...floorDiffers(compared),
    ...withoutFloor(compared),
  ]
}

function notInterleaved({ options }: Compared): Warning[] {
  return when(
    options.design === 'recorded',
    'drift-not-excluded',
    'the sides were not measured in turn: that the machine was different then is not excluded, and p values do not know of it',
    'Measure both in turn: of commits, --measure does.',
  )
}

/** The level of both sides together, block by block, or of each side by time where there are no blocks. */
function drift({ base, candidate, options }: Compared, metric: MetricComparison): Warning[] {
  const read = valueReader(metric, options)
  const levels =
    options.design === 'interleaved'
      ? [pairUp(base.runs, candidate.runs).pairs.map((pair) => [...pair.base, ...pair.candidate])]
      : [base, candidate].map(({ runs }) => byTime(runs).map((run) => [run]))
  return levels.flatMap((blocks) => {
    const series = blocks.flatMap((runs) => {
      const values = runs.map(read).filter((value) => value !== null && value > 0)
      return values.length === runs.length ? mean(values.map((value) => Math.log(value ?? 1))) : []
    })
    const trend = trendOf(series)
    return when(
      trend !== undefined && trend.p < P_MAX,
      'drift',
      `${metric.title} drifted by about ${signedPercent(Math.expm1(riseOf(series)))} from the first ${options.design === 'interleaved' ? 'block' : 'run'} to the last`,
      options.design === 'interleaved'
        ? 'Blocks cancel most of it out; a quieter machine would need fewer of them.'
        : 'Runs of different times differ by that alone: measure in turn with --measure.',
    )
  })
}

function changingChange(_: Compared, { title, blocks, scale }: MetricComparison): Warning[] {
  const changes = blocks.map(({ change }) => (scale === 'ratio' ? Math.log1p(change) : change))
  const trend = trendOf(changes)
  return when(
    trend !== undefined && trend.p < P_MAX,
    'change-drifts',
    `the change of ${title} itself ${(trend?.tau ?? 0) > 0 ? 'grew' : 'shrank'} from block to block: one number does not describe it`,
    'Look at the blocks one by one; what a build does may depend on how warm the machine is.',
  )
}

function floorMoved({ base, candidate, options }: Compared): Warning[] {
  const floors = [...base.runs, ...candidate.runs]
    .map(({ floorP50S }) => floorP50S)
    .filter((floor) => floor !== null && floor > 0)
    .map((floor) => floor ?? 0)
  const [least, most] = [Math.min(...floors), Math.max(...floors)]
  return when(
    floors.length > 1 && most / least > FLOOR_MOVED_RATIO,
    'floor-moved',
    `the machine's floor moved between ${formatDuration(least)} and ${formatDuration(most)} over the runs`,
    options.normalizeBy === 'floor'
      ? 'Each run was divided by its own; a quieter machine is better still.'
      : 'Something else used the machine: --normalize floor takes some of it out, a quiet machine all.',
  )
}

/** Then it was not, or not only, the build that changed. */
function floorDiffers({ metrics, options }: Compared): Warning[] {
  const floor = metrics.find(({ metric }) => metric === 'floor.p50')
  return when(
    floor !== undefined && (floor.verdict === 'regression' || floor.verdict === 'improvement'),
    'floor-differs',
    `the machine's floor differs between the sides by ${signedPercent(floor?.change ?? 0)}: the machine changed, not only the build`,
    options.normalizeBy === 'floor'
      ? 'Each run was divided by its own.'
      : 'Compare with --normalize floor, or measure again with interleaved blocks.',
  )
}

function withoutFloor({ base, candidate, options }: Compared): Warning[] {
  const runs = [...base.runs, ...candidate.runs]
  const without = runs.filter(({ floorP50S }) => floorP50S === null).length
  return when(
    options.normalizeBy === 'floor' && without > 0,
    'no-floor',
    `${without} of ${runs.length} runs have no floor to be divided by and had no part in what was`,
    'Record them with their floor, or compare without --normalize.',
  )
}

/** Along the straight line through them, from the first to the last. */
function riseOf(series: readonly number[]): number {
  return linearRegression(series.map((value, index) => [index, value])).m * (series.length - 1)
}

function byTime(runs: readonly RunValues[]): RunValues[] {
  return runs
    .filter(({ startedAt }) => startedAt !== null)
    .sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1))
}

function signedPercent(share: number): string {
  return `${share < 0 ? '−' : '+'}${formatPercent(Math.abs(share))}`
}
