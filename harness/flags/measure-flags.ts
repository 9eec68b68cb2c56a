/** The flags of measurements in interleaved blocks, which `compare --measure` and `bisect` share. */
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import type { BlockRunOptions } from '../interleaved/block-run-options.ts'
import { SCENARIOS } from '../scenarios/registry.ts'
import { checkedProtocol, clusterFlags, seedFlag, transportFlag } from './cluster-flags.ts'
import { durationFlag } from './duration.ts'
import { KNOBS, protocolFlags } from './knobs.ts'
import { foldersOf, outFlag } from './run-flags.ts'

/** Enough probes for a p99 in a short run. */
const PROBE_INTERVAL_MS = 100

export const measureFlags = {
  duration: durationFlag({
    char: 'd',
    summary: 'How long each run measures.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  warmup: durationFlag({
    summary: 'How long each run goes on before it measures.',
    default: 2000,
    defaultHelp: async () => '2s',
  }),
  nodes: clusterFlags.nodes,
  scenario: Flags.option({
    summary: 'What happens to the cluster in each run.',
    options: Object.keys(SCENARIOS),
    default: 'steady',
  })(),
  spans: Flags.boolean({
    summary: 'Trace every probe cycle. --no-spans measures without telemetry.',
    default: true,
    allowNo: true,
  }),
  floor: Flags.boolean({
    summary:
      "Measure the machine's floor before and after each run. --no-floor saves some seconds.",
    default: true,
    allowNo: true,
  }),
  transport: transportFlag,
  seed: seedFlag,
  resume: Flags.string({
    summary: 'Go on with a measurement that was interrupted: its id, or `latest`.',
    helpValue: '<id>',
  }),
  out: outFlag,
  quiet: Flags.boolean({ char: 'q', summary: 'No progress while it runs.' }),
  ...protocolFlags,
  'probe-interval': durationFlag({
    summary: KNOBS.probeIntervalMs.summary,
    default: PROBE_INTERVAL_MS,
    defaultHelp: async () => '100ms',
    helpGroup: 'protocol',
  }),
}

export function blockRunOptionsFrom(
  flags: Interfaces.InferredFlags<typeof measureFlags>,
): BlockRunOptions {
  if (flags.duration <= 0) throw new UserError('--duration must be above zero', { exitCode: 2 })
  return {
    scenario: flags.scenario,
    nodes: flags.nodes,
    agentsPerProcess: 1,
    basePort: 0,
    durationMs: flags.duration,
    warmupMs: flags.warmup,
    ...checkedProtocol(flags),
    crashes: undefined,
    spans: flags.spans,
    transport: flags.transport,
    floor: flags.floor,
    ...foldersOf(flags.out),
  }
}
