/** What a bisection will do, fixed before its first run, and held against what it is resumed with. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Bisection, conclude, parseBisection } from '../../analysis/index.ts'
import type { Revision } from '../building/revision.ts'
import { UserError } from '../errors.ts'
import { circumstancesOf, differencesBetween } from '../interleaved/block-run-options.ts'
import { BISECTION_FILE, findMeasurement } from '../recording/recorded-folders.ts'
import { newId } from '../recording/run-id.ts'
import { writeWhole } from '../recording/store.ts'
import type { BisectRequest } from './bisect.ts'

type Line = Pick<Bisection, 'commits' | 'looks'> & {
  readonly good: Revision
  readonly bad: Revision
}

export type BisectionPlan = { readonly plan: Bisection; readonly folder: string }

export async function planBisection(
  { metric, margin, seed, runOptions, resumeFrom }: BisectRequest,
  { good, bad, commits, looks }: Line,
): Promise<BisectionPlan> {
  const startedAt = new Date()
  const id = newId('bisect', startedAt, Math.random)
  const steps: Bisection['steps'] = []
  const plan: Bisection = {
    schemaVersion: 1,
    id,
    startedAt: startedAt.toISOString(),
    good: { name: good.name, sha: good.checkout, subject: good.subject },
    bad: { name: bad.name, sha: bad.checkout, subject: bad.subject },
    commits,
    metric: metric.id,
    margin,
    looks,
    seed,
    options: circumstancesOf(runOptions),
    steps,
    ...conclude({ commits, steps }),
  }
  if (resumeFrom === undefined) {
    const folder = join(runOptions.resultsDir, id)
    await writeBisection(folder, plan)
    return { plan, folder }
  }
  const folder = await findMeasurement(resumeFrom, runOptions.resultsDir, BISECTION_FILE)
  const stored = await readBisection(folder)
  refuseOther(stored, plan)
  return { plan: stored, folder }
}

export async function writeBisection(folder: string, bisection: Bisection): Promise<void> {
  await writeWhole(folder, BISECTION_FILE, `${JSON.stringify(bisection, null, 2)}\n`)
}

async function readBisection(folder: string): Promise<Bisection> {
  const path = join(folder, BISECTION_FILE)
  const parsed = parseBisection(await readFile(path, 'utf8'))
  if (parsed.ok) return parsed.bisection
  throw new UserError(`${path} holds no bisection: ${parsed.problem}`, {
    suggestion: 'Begin anew, without --resume.',
  })
}

/** What decides the verdicts must not change on the way. */
function refuseOther(stored: Bisection, wanted: Bisection): void {
  const decisive = ({ good, bad, metric, margin, looks, options }: Bisection) => ({
    ...{ good: good.sha, bad: bad.sha, metric, margin, blocks: looks.at(-1) },
    ...options,
  })
  const differences = differencesBetween(decisive(stored), decisive(wanted))
  if (differences.length === 0) return
  throw new UserError(`${stored.id} bisects something else: ${differences.join('; ')}`, {
    suggestion: 'Name the same commits and give the same flags, or begin anew without --resume.',
    exitCode: 2,
  })
}
