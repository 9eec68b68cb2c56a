/** The flags of `run`, and the options they make. */
import { join } from 'node:path'
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import type { RunOptions } from '../run-options.ts'
import { SCENARIOS } from '../scenarios/registry.ts'
import { checkedProtocol, clusterFlags, seedFlag, transportFlag } from './cluster-flags.ts'
import { durationFlag } from './duration.ts'
import { protocolFlags } from './knobs.ts'
import { readThreshold, thresholdFlag } from './threshold-flag.ts'

/** What a record takes as its id. */
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** Where `run` writes and the commands that read runs look. */
export const outFlag = Flags.directory({
  summary: 'Folder that holds results/ and traces/.',
  default: '.',
  helpValue: '<folder>',
})

export const runFlags = {
  duration: durationFlag({
    char: 'd',
    summary: 'How long to measure, after convergence and warm-up.',
    default: 30_000,
    defaultHelp: async () => '30s',
  }),
  ...clusterFlags,
  scenario: Flags.option({
    summary: 'What happens to the cluster.',
    description: scenarioSummaries(),
    options: Object.keys(SCENARIOS),
    default: 'steady',
  })(),
  crashes: Flags.integer({
    summary: 'Scenario crash: end after this many, whatever the duration.',
    min: 1,
    helpValue: '<n>',
  }),
  warmup: durationFlag({
    summary: 'How long to run before measuring.',
    default: 2000,
    defaultHelp: async () => '2s',
  }),
  seed: seedFlag,
  'agents-per-process': Flags.integer({
    summary: 'Agents that share a process; many for large clusters.',
    default: 1,
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  spans: Flags.boolean({
    summary: 'Trace every probe cycle. --no-spans measures without telemetry.',
    default: true,
    allowNo: true,
  }),
  transport: transportFlag,
  realtime: Flags.boolean({
    summary: "Real-time priority (SCHED_FIFO) for the agents' protocol threads.",
    description:
      'For short probe intervals on a machine with few cores. Needs root, CAP_SYS_NICE or a limit on real-time priority above 0.',
    default: false,
    allowNo: true,
  }),
  floor: Flags.boolean({
    summary: "Measure the machine's round trip without protocol, for 1.5 s right before and after.",
    default: true,
    allowNo: true,
  }),
  name: Flags.string({
    summary: 'What to call the run, instead of a name made of the time and the scenario.',
    helpValue: '<name>',
    parse: async (text) => {
      if (RUN_ID.test(text)) return text
      throw new UserError(`--name ${text}: letters, digits, dots, dashes and underscores only`, {
        exitCode: 2,
      })
    },
  }),
  threshold: thresholdFlag,
  config: Flags.file({
    summary: 'A JSON file with options and thresholds; what the command line says wins.',
    helpValue: '<file>',
  }),
  out: outFlag,
  quiet: Flags.boolean({ char: 'q', summary: 'No progress while it runs.' }),
  ...protocolFlags,
}

export function runOptionsFrom(
  flags: Interfaces.InferredFlags<typeof runFlags>,
  signal: AbortSignal,
): RunOptions {
  if (flags.duration <= 0) throw new UserError('--duration must be above zero', { exitCode: 2 })
  if (flags.crashes !== undefined && flags.scenario !== 'crash') {
    throw new UserError(`--crashes means nothing to scenario ${flags.scenario}`, {
      suggestion: 'Add --scenario crash.',
      exitCode: 2,
    })
  }
  if (flags.realtime && flags.transport === 'dgram') {
    throw new UserError('--realtime means nothing to --transport dgram', { exitCode: 2 })
  }
  return {
    name: flags.name,
    scenario: flags.scenario,
    nodes: flags.nodes,
    agentsPerProcess: flags['agents-per-process'],
    basePort: flags['base-port'],
    durationMs: flags.duration,
    warmupMs: flags.warmup,
    ...checkedProtocol(flags),
    seed: flags.seed,
    crashes: flags.crashes,
    spans: flags.spans,
    transport: flags.transport,
    realtime: flags.realtime,
    floor: flags.floor,
    thresholds: (flags.threshold ?? []).map(readThreshold),
    ...foldersOf(flags.out),
    signal,
  }
}

function scenarioSummaries(): string {
  return Object.values(SCENARIOS)
    .map(({ name, summary }) => `${name}: ${summary}`)
    .join('\n')
}

export function foldersOf(out: string): {
  readonly resultsDir: string
  readonly tracesDir: string
} {
  return { resultsDir: join(out, 'results'), tracesDir: join(out, 'traces') }
}
