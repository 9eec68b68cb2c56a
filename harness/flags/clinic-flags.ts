/** The flags of `clinic`, and what they mean together. */
import { Args, Flags, type Interfaces } from '@oclif/core'
import type { ClinicOptions } from '../clinic/record-clinic.ts'
import { CLINIC_VIEWS, type ClinicView } from '../clinic/views.ts'
import { UserError } from '../errors.ts'
import { durationFlag } from './duration.ts'
import { foldersOf, outFlag } from './run-flags.ts'
import { targetFlags } from './target-flags.ts'

const VIEW_NAMES = Object.keys(CLINIC_VIEWS) as ClinicView[]
/** What it collects grows with the time, and it reads all of it into memory. */
const DURATION_MS_MAX = 600_000

export const clinicArgs = {
  view: Args.option({ options: VIEW_NAMES })({
    description: Object.entries(CLINIC_VIEWS)
      .map(([name, { summary }]) => `${name}: ${summary}`)
      .join('\n'),
    required: true,
    ignoreStdin: true,
  }),
}

export const clinicFlags = {
  duration: durationFlag({
    char: 'd',
    summary: 'How long to look.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  bind: Flags.string({
    summary: 'Where the agent listens, instead of in a cluster of ours.',
    helpValue: '<address>',
  }),
  join: targetFlags.join,
  nodes: Flags.integer({
    char: 'n',
    summary: 'Without --bind: agents in the cluster, one of them under clinic.',
    default: 4,
    min: 2,
    max: 200,
    helpValue: '<n>',
  }),
  'probe-interval': durationFlag({
    summary: 'How often agents probe; in a cluster of ours every 2ms, else every second.',
  }),
  open: Flags.boolean({ summary: "Open clinic's page in the browser." }),
  out: outFlag,
}

export function clinicOptionsFrom(
  { view }: { readonly view: ClinicView },
  flags: Interfaces.InferredFlags<typeof clinicFlags>,
  signal: AbortSignal,
): ClinicOptions {
  if (flags.duration <= 0 || flags.duration > DURATION_MS_MAX) {
    throw new UserError('--duration must be above zero and at most 10m', { exitCode: 2 })
  }
  const join = flags.join ?? []
  if (join.length > 0 && flags.bind === undefined) {
    throw new UserError('--join needs the address that the agent is to have', {
      suggestion: 'As in: swimbench clinic doctor --bind :9010 --join 127.0.0.1:9000',
      exitCode: 2,
    })
  }
  return {
    view,
    request: { address: flags.bind },
    join,
    nodes: flags.nodes,
    probeIntervalMs: flags['probe-interval'],
    durationMs: flags.duration,
    ...foldersOf(flags.out),
    signal,
  }
}
