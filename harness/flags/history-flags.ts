/** The flags of `history`, and what they mean together. */
import { Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import type { HistoryOptions, SinceRequest } from '../history/read-history.ts'
import { SCENARIOS } from '../scenarios/registry.ts'
import { foldersOf, outFlag } from './run-flags.ts'

const COMMITS = /^\d{1,6}$/
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ].*)?$/

export const historyFlags = {
  metric: Flags.string({
    summary: 'What to follow, such as rtt.p99; may be given more than once.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '<metric>',
    defaultHelp: async () => 'rtt.p50 and rtt.p99',
  }),
  since: Flags.string({
    summary: 'Where to begin: the last so many commits, a date, or a commit.',
    helpValue: '<n|date|ref>',
  }),
  scenario: Flags.option({
    summary: 'Only runs of this scenario.',
    options: Object.keys(SCENARIOS),
  })(),
  like: Flags.string({
    summary: 'Runs comparable with this one, instead of the kind with the most commits.',
    helpValue: '<run>',
  }),
  html: Flags.file({ summary: 'Write a page with charts to this file.', helpValue: '<file>' }),
  out: outFlag,
}

export function historyOptionsFrom(
  flags: Interfaces.InferredFlags<typeof historyFlags>,
): HistoryOptions {
  return {
    metrics: flags.metric,
    since: flags.since === undefined ? undefined : sinceFrom(flags.since),
    scenario: flags.scenario,
    like: flags.like,
    resultsDir: foldersOf(flags.out).resultsDir,
    folder: flags.out,
  }
}

/** A number of up to six digits is how many commits; an abbreviated commit is longer. */
function sinceFrom(text: string): SinceRequest {
  if (COMMITS.test(text)) {
    if (Number(text) > 0) return { kind: 'last', commits: Number(text) }
    throw new UserError('--since 0 leaves nothing', { exitCode: 2 })
  }
  if (!DATE.test(text)) return { kind: 'ref', ref: text }
  if (!Number.isNaN(Date.parse(text))) return { kind: 'date', at: text }
  throw new UserError(`--since ${text} is no date`, {
    suggestion: 'Write it as 2026-11-01 or 2026-11-01T18:00Z.',
    exitCode: 2,
  })
}
