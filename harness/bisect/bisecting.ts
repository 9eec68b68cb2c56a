/** A bisection under way: commit after commit is built, measured against GOOD, and judged. */
import { basename, join } from 'node:path'
import {
  type Bisection,
  type BisectionStep,
  type CommitLine,
  conclude,
  type Decision,
  decideCommit,
  decideEnds,
  type Look,
  planLooks,
  standingOf,
} from '../../analysis/index.ts'
import { type Build, buildRevision } from '../building/build-revision.ts'
import { checkContract } from '../building/check-contract.ts'
import type { Revision } from '../building/revision.ts'
import { UnmeasurableError } from '../building/unmeasurable-error.ts'
import { circumstancesOf } from '../interleaved/block-run-options.ts'
import { BlockSession } from '../interleaved/block-session.ts'
import { type BlockSet, readBlockSet } from '../interleaved/block-set.ts'
import type { BisectRequest } from './bisect.ts'
import { blockDifferences } from './block-differences.ts'
import { writeBisection } from './plan-bisection.ts'

type Judge = (differences: readonly number[], look: Look) => Decision
/** Undefined when it was interrupted. */
type Told = { readonly decision: Decision; readonly blocks: number } | undefined

export class Bisecting {
  readonly #repository: string
  readonly #folder: string
  readonly #request: BisectRequest
  #bisection: Bisection

  constructor(repository: string, folder: string, plan: Bisection, request: BisectRequest) {
    this.#repository = repository
    this.#folder = folder
    this.#bisection = plan
    this.#request = request
  }

  get bisection(): Bisection {
    return this.#bisection
  }

  /** Measures until the steps lead to an end, or somebody interrupts. */
  async goOn(base: Build, bad: Revision): Promise<void> {
    const { commits, margin } = this.#bisection
    if (this.#bisection.steps.length === 0) {
      const judge: Judge = (differences, look) => decideEnds(differences, Math.log1p(margin), look)
      const told = await this.#measure(base, bad, judge)
      if (told === undefined) return
      await this.#keep(stepOf(bad.checkout, told.decision, told.blocks))
    }
    const [ends] = this.#bisection.steps
    if (ends?.verdict !== 'bad') return
    const distance = Math.log1p(ends.change ?? 0)
    const judge: Judge = (differences, look) => decideCommit(differences, distance, look)
    for (;;) {
      const { next } = standingOf(this.#bisection)
      const commit = next === undefined ? undefined : commits[next - 1]
      if (commit === undefined) return
      const step = await this.#try(base, commit, judge)
      if (step === undefined) return
      await this.#keep(step)
    }
  }

  /** The step of one commit between the ends; one that cannot be measured is walked around. */
  async #try(base: Build, commit: CommitLine, judge: Judge): Promise<BisectionStep | undefined> {
    try {
      const told = await this.#measure(base, revisionOf(commit), judge)
      return told === undefined ? undefined : stepOf(commit.sha, told.decision, told.blocks)
    } catch (error) {
      if (!(error instanceof UnmeasurableError)) throw error
      const [reason = ''] = error.message.split('\n')
      const nothing = { change: null, interval: null, confidence: null }
      return { sha: commit.sha, verdict: 'skipped', blocks: 0, ...nothing, reason }
    }
  }

  async #measure(base: Build, revision: Revision, judge: Judge): Promise<Told> {
    const { runOptions, metric, signal, observer } = this.#request
    const { looks, commits } = this.#bisection
    const note = (text: string) => observer.note(text)
    const candidate = await buildRevision(this.#repository, revision, { signal, note })
    await checkContract(candidate, runOptions, signal)
    const id = revision.checkout.slice(0, 12)
    const folder = join(this.#folder, id)
    const tracesFolder = join(runOptions.tracesDir, basename(this.#folder), id)
    const set = (await readBlockSet(folder)) ?? this.#newSet(id, base.revision, revision)
    const builds = { base, candidate }
    const parts = { set, folder, tracesFolder, builds, runOptions, signal, observer }
    const session = await BlockSession.open(parts)
    let told: Told
    for (const look of planLooks(commits.length, looks)) {
      const { blocks } = await session.measureUpTo(look.blocks)
      if (signal.aborted) return undefined
      const differences = blockDifferences(blocks, metric)
      told = { decision: judge(differences, look), blocks: differences.length }
      if (told.decision.verdict !== 'undecided') return told
    }
    return told
  }

  #newSet(id: string, base: Revision, candidate: Revision): BlockSet {
    const { looks, seed } = this.#bisection
    return {
      schemaVersion: 1,
      id,
      startedAt: new Date().toISOString(),
      // Another order for each commit.
      seed: (seed + Number.parseInt(id.slice(0, 6), 16)) % 2 ** 32,
      planned: looks.at(-1) ?? 0,
      base,
      candidate,
      options: circumstancesOf(this.#request.runOptions),
      blocks: [],
    }
  }

  async #keep(step: BisectionStep): Promise<void> {
    const steps = [...this.#bisection.steps, step]
    const { commits } = this.#bisection
    this.#bisection = { ...this.#bisection, steps, ...conclude({ commits, steps }) }
    await writeBisection(this.#folder, this.#bisection)
    this.#request.observer.step(step, this.#bisection)
  }
}

const VERDICTS = { moved: 'bad', 'not-moved': 'good', undecided: 'undecided' } as const

function stepOf(sha: string, decision: Decision, blocks: number): BisectionStep {
  const { verdict, estimate, interval, confidence } = decision
  const known = blocks >= 2
  const [low, high] = interval
  return {
    sha,
    verdict: VERDICTS[verdict],
    blocks,
    change: blocks >= 1 ? Math.expm1(estimate) : null,
    interval: known ? [Math.expm1(low), Math.expm1(high)] : null,
    confidence: verdict === 'undecided' ? null : confidence,
    reason: null,
  }
}

function revisionOf({ sha, subject }: CommitLine): Revision {
  const commit = { sha, dirty: false, ref: null }
  return { name: sha.slice(0, 8), commit, checkout: sha, subject }
}
