/** The flags of `perf-stat`, and what they mean together. */
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import type { PerfStatOptions } from '../perf-stat/record-perf-stat.ts'
import type { TargetRequest } from '../target/target.ts'
import { durationFlag } from './duration.ts'
import { foldersOf, outFlag } from './run-flags.ts'
import { targetFlags } from './target-flags.ts'

export const perfStatFlags = {
  duration: durationFlag({
    char: 'd',
    summary: 'How long to count.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  ...targetFlags,
  control: Flags.boolean({
    summary: 'Leave the process alone for a moment first, to tell what counting costs.',
    default: true,
    allowNo: true,
  }),
  out: outFlag,
}

export function perfStatOptionsFrom(
  flags: Interfaces.InferredFlags<typeof perfStatFlags>,
  request: TargetRequest,
  signal: AbortSignal,
): PerfStatOptions {
  if (flags.duration <= 0) throw new UserError('--duration must be above zero', { exitCode: 2 })
  return {
    request,
    join: flags.join ?? [],
    durationMs: flags.duration,
    hasControl: flags.control,
    ...foldersOf(flags.out),
    signal,
  }
}
