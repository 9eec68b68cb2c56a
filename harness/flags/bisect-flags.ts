/** The flags of `bisect`, and the request they make. */
import { Errors, Flags, type Interfaces } from '@oclif/core'
import { BLOCKS_MIN, METRICS } from '../../analysis/index.ts'
import type { BisectObserver, BisectRequest } from '../bisect/bisect.ts'
import { shareFlag } from './compare-flags.ts'
import { blockRunOptionsFrom, measureFlags } from './measure-flags.ts'

/** Enough to tell 10 % under a usual spread, with the certainty that a whole bisection asks for. */
const BLOCKS_MAX = 24

export const bisectFlags = {
  metric: Flags.option({
    summary: 'What to look at.',
    options: METRICS.map(({ id }) => id),
    default: 'rtt.p50',
    helpValue: '<metric>',
  })(),
  margin: shareFlag({
    summary: 'The smallest change between GOOD and BAD that matters.',
    default: 0.05,
    defaultHelp: async () => '5%',
  }),
  blocks: Flags.integer({
    summary: `At most so many blocks for a commit; it begins with ${BLOCKS_MIN}.`,
    default: BLOCKS_MAX,
    min: BLOCKS_MIN,
    max: 1000,
    helpValue: '<n>',
  }),
  ...measureFlags,
}

export function bisectRequestFrom(
  { good, bad }: { readonly good: string; readonly bad: string },
  flags: Interfaces.InferredFlags<typeof bisectFlags>,
  signal: AbortSignal,
  observer: BisectObserver,
): BisectRequest {
  const metric = METRICS.find(({ id }) => id === flags.metric)
  if (metric === undefined) throw new Errors.CLIError(`there is no metric ${flags.metric}`)
  return {
    good,
    bad,
    metric,
    margin: flags.margin,
    blocks: flags.blocks,
    seed: flags.seed,
    runOptions: blockRunOptionsFrom(flags),
    ...(flags.resume !== undefined && { resumeFrom: flags.resume }),
    signal,
    observer,
  }
}
