/** The reasons to doubt a comparison, each with what to do about it. */
import { formatPercent, plural } from '../format.ts'
import type { Warning } from '../run-record.ts'
import { circumstanceWarnings } from './circumstance-warnings.ts'
import { type Compared, named, primaryOf, valueReader, when } from './compared.ts'
import type { CompareOptions, MetricComparison, Side } from './comparison.ts'
import { BLOCKS_MIN } from './judge.ts'
import { METRICS } from './metrics.ts'
import { outliersOf } from './outliers.ts'
import { pairUp } from './pairs.ts'
import { timeWarnings } from './time-warnings.ts'

type Rule = (compared: Compared) => readonly Warning[]

/** In the order in which a reader should hear of them. */
const RULES: readonly Rule[] = [
  nothingMeasured,
  tooFewRuns,
  notAllBlocks,
  circumstanceWarnings,
  timeWarnings,
  unpairedRuns,
  unbalancedOrder,
  missingValues,
  zeros,
  outliers,
  normalized,
]

export function comparisonWarnings(
  base: Side,
  candidate: Side,
  metrics: readonly MetricComparison[],
  options: CompareOptions,
): Warning[] {
  return RULES.flatMap((rule) => rule({ base, candidate, metrics, options }))
}

function nothingMeasured({ metrics, options }: Compared): Warning[] {
  return options.primary
    .filter((id) => !metrics.some(({ metric }) => metric === id))
    .flatMap((id) =>
      when(
        true,
        'primary-not-measured',
        `no run of either side has ${id}: it has no part in the verdict`,
        'Make runs longer or probes denser so that there are enough samples, or choose --primary.',
      ),
    )
}

function tooFewRuns({ base, candidate, options }: Compared): Warning[] {
  const isPaired = options.design === 'interleaved'
  const count = isPaired
    ? pairUp(base.runs, candidate.runs).pairs.length
    : Math.min(base.runs.length, candidate.runs.length)
  return when(
    count < BLOCKS_MIN,
    'too-few-runs',
    `${isPaired ? plural(count, 'block') : `${plural(count, 'run')} of the side that has fewer`}: nothing is concluded from fewer than ${BLOCKS_MIN}`,
    'Measure more: --measure --blocks 10.',
  )
}

/** Stopping when the numbers please is what makes chance look like a finding. */
function notAllBlocks({ base, candidate, options }: Compared): Warning[] {
  const { plannedBlocks = 0 } = options
  const { length } = pairUp(base.runs, candidate.runs).pairs
  return when(
    length < plannedBlocks,
    'before-the-end',
    `${length} of ${plural(plannedBlocks, 'planned block')} were measured: a verdict before the end is wrong more often than it says`,
    'Finish what was planned with --resume, whatever it says so far.',
  )
}

function unpairedRuns({ base, candidate, options }: Compared): Warning[] {
  if (options.design !== 'interleaved') return []
  const { unpaired } = pairUp(base.runs, candidate.runs)
  return when(
    unpaired.length > 0,
    'unpaired-runs',
    `${plural(unpaired.length, 'run')} had no partner in a block and had no part in the change (${named(unpaired)})`,
    'A block counts when both of its runs are there: see why the others failed.',
  )
}

/** With as many AB as BA blocks, what a drift adds to one half it takes from the other. */
function unbalancedOrder({ base, candidate, options }: Compared): Warning[] {
  if (options.design !== 'interleaved') return []
  const { pairs } = pairUp(base.runs, candidate.runs)
  const first = pairs.filter((pair) => pair.base.some(({ order }) => order === 'first')).length
  const second = pairs.filter((pair) => pair.base.some(({ order }) => order === 'second')).length
  return when(
    Math.abs(first - second) > Math.max(1, 0.2 * pairs.length),
    'unbalanced-order',
    `the base ran first in ${plural(first, 'block')} and second in ${second}: a drift within blocks does not cancel out`,
    'Finish the blocks that were planned: their order is balanced.',
  )
}

function missingValues(compared: Compared): Warning[] {
  const runs = compared.base.runs.length + compared.candidate.runs.length
  return primaryOf(compared).flatMap(({ title, base, candidate }) =>
    when(
      base.runs + candidate.runs < runs,
      'missing-values',
      `${plural(runs - base.runs - candidate.runs, 'run')} of ${runs} had no ${title} and had no part in its change`,
      'Make runs longer or probes denser, so that each has the samples that it takes.',
    ),
  )
}

function zeros({ metrics }: Compared): Warning[] {
  const forced = metrics.filter(
    ({ scale, metric }) =>
      scale === 'difference' && METRICS.some((m) => m.id === metric && m.marginAbsolute === null),
  )
  return when(
    forced.length > 0,
    'zeros',
    `${forced.map(({ title }) => title).join(', ')}: some runs have zero, of which there is no percentage; compared by difference`,
    'The margin is that share of the median of the base.',
  )
}

function outliers(compared: Compared): Warning[] {
  return primaryOf(compared).flatMap((metric) => {
    const read = valueReader(metric, compared.options)
    const odd = [compared.base, compared.candidate].flatMap(({ runs }) => {
      const known = runs.filter((run) => read(run) !== null)
      const values = known.map((run) => read(run) ?? 0)
      const scaled = metric.scale === 'ratio' ? values.map(Math.log) : values
      return outliersOf(scaled).flatMap((index) => known[index] ?? [])
    })
    return when(
      odd.length > 0,
      'outliers',
      `${metric.title} of ${plural(odd.length, 'run')} lies far from the others of its side (${named(odd)}); none was left out`,
      'Look at what happened in them; if it was the machine, measure all blocks again when it is quiet.',
    )
  })
}

function normalized({ options, metrics }: Compared): Warning[] {
  return when(
    options.normalizeBy === 'floor',
    'normalized',
    `what is made of round trips was divided by the floor of its run (${metrics
      .filter(({ unit }) => unit === 'floors')
      .map(({ title }) => title)
      .join(', ')})`,
    `Changes of ${formatPercent(options.margin)} are of multiples of the floor, not of seconds; noise of the floor is part of them.`,
  )
}
