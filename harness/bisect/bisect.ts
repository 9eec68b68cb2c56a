/**
 * Finds the commit that moved a metric: GOOD and BAD are measured first, then the commits between them,
 * halving the way. Each is measured against GOOD in interleaved blocks, few at first. Every verdict is on
 * disk before the next commit is built; an interruption costs the block that it falls into.
 */
import {
  type Bisection,
  type BisectionStep,
  BLOCKS_MIN,
  lookSchedule,
  type Metric,
  plural,
} from '../../analysis/index.ts'
import { buildRevision } from '../building/build-revision.ts'
import { checkContract } from '../building/check-contract.ts'
import { repositoryAt } from '../building/git.ts'
import { resolveRevision } from '../building/revision.ts'
import type { BlockRunOptions } from '../interleaved/block-run-options.ts'
import type { BlocksObserver } from '../interleaved/measured-blocks.ts'
import { Bisecting } from './bisecting.ts'
import { commitsBetween } from './commits.ts'
import { planBisection } from './plan-bisection.ts'

export type BisectRequest = {
  /** Git refs. */
  readonly good: string
  readonly bad: string
  /** Where the repository is; the folder of this process by default. */
  readonly repositoryFolder?: string
  readonly metric: Metric
  /** The smallest change that matters, as a share. */
  readonly margin: number
  /** At most so many for a commit. */
  readonly blocks: number
  readonly seed: number
  /** `resultsDir` and `tracesDir` are where the bisection gets its folders. */
  readonly runOptions: BlockRunOptions
  /** An id, the only one that begins with it, `latest`, or a folder. */
  readonly resumeFrom?: string
  readonly signal: AbortSignal
  readonly observer: BisectObserver
}

export interface BisectObserver extends BlocksObserver {
  /** A commit has its verdict, now or from an earlier time. */
  step(step: BisectionStep, bisection: Bisection): void
}

/** Ctrl-C keeps what was measured: the outcome then is `interrupted`. */
export async function bisect(request: BisectRequest): Promise<Bisection> {
  const { repositoryFolder = process.cwd(), runOptions, signal, observer } = request
  const repository = await repositoryAt(repositoryFolder)
  const good = await resolveRevision(repository, request.good)
  const bad = await resolveRevision(repository, request.bad)
  const commits = await commitsBetween(repository, good, bad)
  const looks = lookSchedule(BLOCKS_MIN, request.blocks)
  const { plan, folder } = await planBisection(request, { good, bad, commits, looks })
  for (const step of plan.steps) observer.step(step, plan)
  const most = 1 + Math.ceil(Math.log2(commits.length))
  observer.note(
    `${plural(commits.length, 'commit')}, of which ${most} will be measured if all goes well, each with ${looks[0]} to ${looks.at(-1)} blocks; seed ${plan.seed}; ${plan.id}`,
  )
  const work = new Bisecting(repository, folder, plan, request)
  try {
    const note = (text: string) => observer.note(text)
    const base = await buildRevision(repository, good, { signal, note })
    await checkContract(base, runOptions, signal)
    await work.goOn(base, bad)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (work.bisection.outcome === 'interrupted') {
    observer.note(`Interrupted; to go on: --resume ${plan.id}`)
  }
  return work.bisection
}
