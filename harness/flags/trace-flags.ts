/** The flags of `trace-syscalls`, and what they mean together. */
import { Flags, type Interfaces } from '@oclif/core'
import { closest } from '../command-line/closest.ts'
import { UserError } from '../errors.ts'
import type { TargetRequest } from '../target/target.ts'
import { type CallFilter, NETWORK_CALLS } from '../tools/call-filter.ts'
import { KNOWN_CALLS } from '../tools/syscall-names.ts'
import type { ToolChoice } from '../tracing/choose-tool.ts'
import type { TraceOptions } from '../tracing/record-trace.ts'
import { durationFlag } from './duration.ts'
import { foldersOf, outFlag } from './run-flags.ts'
import { targetFlags } from './target-flags.ts'

const TOOL_CHOICES: readonly ToolChoice[] = ['auto', 'bpftrace', 'perf', 'strace']
/** Captures grow by megabytes a second. */
const DURATION_MS_MAX = 3_600_000

export const traceFlags = {
  tool: Flags.option({
    char: 't',
    summary: 'What watches the process.',
    description:
      'bpftrace: what calls were made and the first 128 bytes of datagrams, at little cost; needs root. perf: calls without their datagrams, to the microsecond; needs root. strace: everything, but it stops the process twice for every call. auto: the first of these that works here. All follow new threads, perf and strace children too.',
    options: TOOL_CHOICES,
    default: 'auto' as ToolChoice,
  })(),
  duration: durationFlag({
    char: 'd',
    summary: 'How long to watch.',
    default: 10_000,
    defaultHelp: async () => '10s',
  }),
  filter: Flags.string({
    summary: 'Which calls: network, all, or names with commas between.',
    description: `network: ${[...NETWORK_CALLS].join(', ')}.`,
    default: 'network',
    helpValue: '<calls>',
  }),
  ...targetFlags,
  control: Flags.boolean({
    summary: 'Measure an equal moment without the tool first, to tell what it costs.',
    default: true,
    allowNo: true,
  }),
  open: Flags.boolean({ summary: 'Open the report in the browser.' }),
  out: outFlag,
}

export function traceOptionsFrom(
  flags: Interfaces.InferredFlags<typeof traceFlags>,
  request: TargetRequest,
  signal: AbortSignal,
): TraceOptions {
  if (flags.duration <= 0 || flags.duration > DURATION_MS_MAX) {
    throw new UserError('--duration must be above zero and at most 1h', { exitCode: 2 })
  }
  return {
    request,
    join: flags.join ?? [],
    tool: flags.tool,
    calls: callFilterFrom(flags.filter),
    filterText: flags.filter,
    durationMs: flags.duration,
    hasControl: flags.control,
    ...foldersOf(flags.out),
    signal,
  }
}

export function callFilterFrom(text: string): CallFilter {
  if (text === 'all') return undefined
  if (text === 'network') return NETWORK_CALLS
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) if (!KNOWN_CALLS.has(name)) throw unknownCall(name)
  return new Set(names)
}

function unknownCall(name: string): UserError {
  const near = closest(name, ['network', 'all', ...KNOWN_CALLS])
  const meant = near === undefined ? '' : ` Did you mean ${near}?`
  return new UserError(`--filter: there is no system call ${JSON.stringify(name)}`, {
    suggestion: `Write network, all, or names as in --filter sendto,recvmmsg.${meant}`,
    exitCode: 2,
  })
}
