/** The flags of `overhead`, and the options they make. */
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import { ARMS, BASELINE } from '../overhead/arms.ts'
import type { OverheadOptions } from '../overhead/measure-overhead.ts'
import { checkedProtocol, clusterFlags, seedFlag, transportFlag } from './cluster-flags.ts'
import { durationFlag } from './duration.ts'
import { KNOBS, protocolFlags } from './knobs.ts'

/** Enough probes for a p99 in a short run. */
const PROBE_INTERVAL_MS = 100

// Whether context travels is what the arms differ in.
const { 'context-on-wire': _, ...knobFlags } = protocolFlags

export const overheadFlags = {
  rounds: Flags.integer({
    summary: 'How often each arm is run; fewer than 6 give wide intervals.',
    default: 6,
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  duration: durationFlag({
    char: 'd',
    summary: 'How long each run measures.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  nodes: clusterFlags.nodes,
  arm: Flags.string({
    summary: 'Measure only this arm and the baseline; may be given more than once.',
    options: ARMS.map(({ name }) => name),
    multiple: true,
    multipleNonGreedy: true,
  }),
  warmup: durationFlag({
    summary: 'How long each run goes on before it measures.',
    default: 1000,
    defaultHelp: async () => '1s',
  }),
  seed: seedFlag,
  transport: transportFlag,
  keep: Flags.directory({
    summary: 'Keep the runs, in results/ and traces/ of this folder.',
    helpValue: '<folder>',
  }),
  quiet: Flags.boolean({ char: 'q', summary: 'No progress while it runs.' }),
  ...knobFlags,
  'probe-interval': durationFlag({
    summary: KNOBS.probeIntervalMs.summary,
    default: PROBE_INTERVAL_MS,
    defaultHelp: async () => '100ms',
    helpGroup: 'protocol',
  }),
}

export function overheadOptionsFrom(
  flags: Interfaces.InferredFlags<typeof overheadFlags>,
  signal: AbortSignal,
): OverheadOptions {
  if (flags.duration <= 0) throw new UserError('--duration must be above zero', { exitCode: 2 })
  const chosen = flags.arm
  return {
    arms: ARMS.filter(
      ({ name }) => name === BASELINE || chosen === undefined || chosen.includes(name),
    ),
    rounds: flags.rounds,
    nodes: flags.nodes,
    durationMs: flags.duration,
    warmupMs: flags.warmup,
    ...checkedProtocol(flags),
    transport: flags.transport,
    seed: flags.seed,
    keepDir: flags.keep,
    signal,
  }
}
