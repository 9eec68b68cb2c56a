/** From measured blocks to what a bisection decides by: the logarithm of commit ÷ GOOD, one a block. */
import type { Metric, RunRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import type { MeasuredBlock } from '../interleaved/measured-blocks.ts'

/** Incomplete blocks have none. */
export function blockDifferences(blocks: readonly MeasuredBlock[], metric: Metric): number[] {
  return blocks.flatMap(({ base, candidate }) =>
    base === undefined || candidate === undefined
      ? []
      : [Math.log(positiveOf(candidate, metric)) - Math.log(positiveOf(base, metric))],
  )
}

function positiveOf(record: RunRecord, { id, of }: Metric): number {
  const value = of(record)
  if (value === null) {
    throw new UserError(`${id} was not measured in ${record.id}`, {
      suggestion: `Percentiles need samples, ${record.rtt.count} were taken: a longer --duration or a shorter --probe-interval gives more.`,
    })
  }
  if (value > 0) return value
  throw new UserError(`${id} was ${value} in ${record.id}: nothing can be a factor of that`, {
    suggestion: 'Bisect by a metric that is above zero in every run, such as rtt.p50.',
  })
}
