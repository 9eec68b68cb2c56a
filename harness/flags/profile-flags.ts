/** The flags of `flamegraph`, and what they mean together. */
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import type { BackendName } from '../profiling/backend.ts'
import type { ProfileOptions } from '../profiling/record-profile.ts'
import type { TargetRequest } from '../target/target.ts'
import { durationFlag } from './duration.ts'
import { foldersOf, outFlag } from './run-flags.ts'
import { targetFlags } from './target-flags.ts'

const BACKEND_NAMES: readonly BackendName[] = ['inspector', 'perf', '0x']
/** A profile is kept in memory, in the process that is watched too. */
const DURATION_MS_MAX = 600_000

export const profileFlags = {
  backend: Flags.option({
    char: 'b',
    summary: 'What looks at the process.',
    description:
      'inspector: the JavaScript of every thread of a running Node process, by the clock, no flags needed. perf: any process, with native code and the kernel, on the CPU and off it; JavaScript has names where an agent of ours is started for it, or the process runs with --perf-basic-prof. 0x: starts an agent under it, with the protocol on the main thread, and keeps its own page too.',
    options: BACKEND_NAMES,
    default: 'inspector' as BackendName,
  })(),
  duration: durationFlag({
    char: 'd',
    summary: 'How long to look.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  ...targetFlags,
  'off-cpu': Flags.boolean({
    summary: 'perf: also what threads wait for, and for how long.',
  }),
  frequency: Flags.integer({
    summary: 'Samples a second of each thread; 997 by default, 1000 with 0x.',
    min: 1,
    max: 20_000,
    helpValue: '<n>',
  }),
  nodes: Flags.integer({
    char: 'n',
    summary: 'Without an address: agents in the cluster, one of which is profiled.',
    default: 4,
    min: 2,
    max: 200,
    helpValue: '<n>',
  }),
  'probe-interval': durationFlag({
    summary: 'How often agents of ours probe; without an address every 2ms, else every second.',
  }),
  control: Flags.boolean({
    summary: 'Measure a moment without the profiler first, to tell what it costs.',
    default: true,
    allowNo: true,
  }),
  open: Flags.boolean({ summary: 'Open the flame graph in the browser.' }),
  out: outFlag,
}

export function profileOptionsFrom(
  flags: Interfaces.InferredFlags<typeof profileFlags>,
  request: TargetRequest,
  signal: AbortSignal,
): ProfileOptions {
  const isCluster = request.address === undefined && request.pid === undefined
  if (flags.duration <= 0 || flags.duration > DURATION_MS_MAX) {
    throw new UserError('--duration must be above zero and at most 10m', { exitCode: 2 })
  }
  const join = flags.join ?? []
  if (join.length > 0 && isCluster) {
    throw new UserError('--join needs the address that the agent is to have', {
      suggestion: 'As in: swimbench flamegraph :9010 --join 127.0.0.1:9000',
      exitCode: 2,
    })
  }
  return {
    request,
    join,
    nodes: flags.nodes,
    probeIntervalMs: flags['probe-interval'],
    backend: flags.backend,
    durationMs: flags.duration,
    frequencyHz: flags.frequency,
    isOffCpu: flags['off-cpu'] === true,
    hasControl: flags.control,
    ...foldersOf(flags.out),
    signal,
  }
}
