/**
 * A bisection: its plan and what was found, as it stands on disk in `results/<id>/bisection.json` and as
 * `bisect --json` prints it. This file owns the format. Changes are commit ÷ GOOD − 1.
 */
import { z } from 'zod'
import { parseStored } from '../parse-stored.ts'

const interval = z.tuple([z.number(), z.number()])

const commitLine = z.object({ sha: z.string(), subject: z.string() })

const step = z.object({
  sha: z.string(),
  /** `undecided`: all its blocks were not enough. `skipped`: it cannot be built or measured. */
  verdict: z.enum(['good', 'bad', 'undecided', 'skipped']),
  /** Complete ones. */
  blocks: z.number().int().nonnegative(),
  change: z.number().nullable(),
  /** Of the change, as wide as the number of commits and looks asks for; never narrower than 95 %. */
  interval: interval.nullable(),
  /** That the verdict is right; null where there is none. */
  confidence: z.number().nullable(),
  /** Why it was skipped. */
  reason: z.string().nullable(),
})

const bisection = z.object({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  startedAt: z.iso.datetime(),
  /** As somebody wrote them, and their commits. */
  good: commitLine.extend({ name: z.string() }),
  bad: commitLine.extend({ name: z.string() }),
  /** From the first behind GOOD to BAD, by first parents. */
  commits: z.array(commitLine),
  metric: z.string(),
  /** The smallest change that matters, as a share. */
  margin: z.number().positive(),
  /** Looks at a commit, in blocks; the last is all it gets. */
  looks: z.array(z.number().int().positive()),
  seed: z.number().int().nonnegative(),
  /** Options of every run, named as in the harness. */
  options: z.record(z.string(), z.unknown()),
  /** In the order in which they were measured; BAD first. */
  steps: z.array(step),
  /**
   * `found`: one commit. `range`: one of `suspects`. `no-difference`: GOOD and BAD are the same within the
   * margin. `undecided`: whether they differ could not be told. `interrupted`: it can go on.
   */
  outcome: z.enum(['found', 'range', 'no-difference', 'undecided', 'interrupted']),
  culprit: commitLine.nullable(),
  /** Where the step may be: the culprit alone, when it was found. */
  suspects: z.array(commitLine),
  /** That the suspects are right: 1 less the chances of error of all verdicts. */
  confidence: z.number().nullable(),
})

export type Bisection = z.infer<typeof bisection>
export type BisectionStep = z.infer<typeof step>
export type CommitLine = z.infer<typeof commitLine>

export type ParsedBisection =
  | { readonly ok: true; readonly bisection: Bisection }
  | { readonly ok: false; readonly problem: string }

/** One that is broken is a problem and not an exception. */
export function parseBisection(text: string): ParsedBisection {
  const stored = parseStored(text, bisection)
  return stored.ok ? { ok: true, bisection: stored.value } : stored
}
