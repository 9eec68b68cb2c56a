/**
 * Two builds measured in turns: a block is one run of each, right after one another, so that whatever
 * drifts reaches both. Every run is a cluster of fresh processes. What is finished is on disk before the
 * next begins; an interruption costs the block that it falls into.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import type { Build } from '../building/build-revision.ts'
import { describeRevision } from '../building/revision.ts'
import { UnmeasurableError } from '../building/unmeasurable-error.ts'
import { UserError } from '../errors.ts'
import { temporaryFolder } from '../recording/store.ts'
import { recordRun } from '../run.ts'
import type { RunOptions } from '../run-options.ts'
import { planOrder, SIDES, type SideName } from './block-order.ts'
import type { BlockRunOptions } from './block-run-options.ts'
import { type BlockSet, writeBlockSet } from './block-set.ts'
import {
  type BlocksObserver,
  isComplete,
  type MeasuredBlock,
  type MeasuredBlocks,
  measuredBlocks,
  readBlocks,
} from './measured-blocks.ts'
import { TimeLeft } from './time-left.ts'

const ATTEMPTS_MAX = 2
/** A machine on which this many blocks in a row fail needs somebody to look at it. */
const INCOMPLETE_IN_A_ROW_MAX = 2
/** Long enough for files to be in memory and clocks to be up; nobody reads its numbers. */
const WARM_UP_RUN_MS = 2000

export type SessionParts = {
  /** The plan, and what was finished earlier. */
  readonly set: BlockSet
  /** `results/<id>` and `traces/<id>`. */
  readonly folder: string
  readonly tracesFolder: string
  readonly builds: Readonly<Record<SideName, Build>>
  readonly runOptions: BlockRunOptions
  readonly signal: AbortSignal
  readonly observer: BlocksObserver
}

type FinishedRun = { readonly name: string; readonly record: RunRecord }

export class BlockSession {
  readonly #parts: SessionParts
  readonly #order: readonly SideName[]
  readonly #timeLeft: TimeLeft
  #set: BlockSet
  #blocks: MeasuredBlock[]
  #isWarm = false
  /** Whether the observer knows of the blocks of an earlier time. */
  #isTold = false

  private constructor(parts: SessionParts, set: BlockSet, blocks: MeasuredBlock[]) {
    this.#parts = parts
    this.#set = set
    this.#blocks = blocks
    this.#order = planOrder(set.planned, set.seed)
    this.#timeLeft = new TimeLeft(parts.runOptions)
  }

  /** Incomplete blocks of an earlier time are measured again, and keep their problems; complete ones are kept. */
  static async open(parts: SessionParts): Promise<BlockSession> {
    const set = { ...parts.set, blocks: parts.set.blocks.filter(isComplete) }
    const session = new BlockSession(parts, set, await readBlocks(parts.folder, set))
    await writeBlockSet(parts.folder, set)
    return session
  }

  get measured(): MeasuredBlocks {
    return measuredBlocks(this.#parts.folder, this.#set, this.#blocks)
  }

  /** How long it will take to have `count` blocks. */
  leftMs(count: number): number {
    return this.#timeLeft.of(2 * (count - this.#blocks.length))
  }

  /** Measures until there are `count` blocks of those planned, or somebody interrupts. */
  async measureUpTo(count: number): Promise<MeasuredBlocks> {
    const { signal } = this.#parts
    if (!this.#isTold) for (const block of this.#blocks) this.#tell(block, count)
    this.#isTold = true
    const finished = new Set(this.#blocks.map(({ block }) => block))
    const missing = this.#order
      .map((first, index) => ({ block: index + 1, first }))
      .filter(({ block }) => block <= count && !finished.has(block))
    if (missing.length > 0) await this.#warmUp()
    let incompleteInARow = 0
    for (const { block, first } of missing) {
      if (signal.aborted) break
      const measured = await this.#measureBlock(block, first, count)
      if (measured === undefined) break
      incompleteInARow = isWhole(measured) ? 0 : incompleteInARow + 1
      if (incompleteInARow >= INCOMPLETE_IN_A_ROW_MAX) throw this.#hopeless(measured)
    }
    return this.measured
  }

  /** One discarded run of each build, so that the first block is no different from the others. */
  async #warmUp(): Promise<void> {
    if (this.#isWarm) return
    const { builds, runOptions, signal, observer } = this.#parts
    observer.note('One run of each build to warm up; its numbers are thrown away.')
    for (const side of SIDES) {
      if (signal.aborted) return
      await using scratch = await temporaryFolder()
      const durationMs = Math.min(WARM_UP_RUN_MS, runOptions.durationMs)
      const options = {
        ...runOptions,
        durationMs,
        floor: false,
        name: 'warm-up',
        seed: this.#set.seed,
        program: builds[side].program,
        report: false,
        resultsDir: join(scratch.path, 'results'),
        tracesDir: join(scratch.path, 'traces'),
        signal,
      }
      const told = await attempt(options, observer)
      if (typeof told === 'string' && !signal.aborted) {
        const name = describeRevision(builds[side].revision)
        const message = `${name} cannot be measured: ${told}`
        throw side === 'base' ? new UserError(message) : new UnmeasurableError(message)
      }
    }
    this.#isWarm = true
  }

  /** Undefined when the block was interrupted, and so is none. */
  async #measureBlock(
    block: number,
    first: SideName,
    count: number,
  ): Promise<MeasuredBlock | undefined> {
    const before = this.#parts.set.blocks.find((one) => one.block === block)
    const problems = [...(before?.problems ?? [])]
    const runs: Partial<Record<SideName, FinishedRun>> = {}
    const second: SideName = first === 'base' ? 'candidate' : 'base'
    for (const side of [first, second]) {
      const run = await this.#measureSide(block, side, problems)
      if (run === undefined && this.#parts.signal.aborted) return undefined
      if (run !== undefined) runs[side] = run
    }
    const { base, candidate } = runs
    const measured = { block, first, base: base?.record, candidate: candidate?.record, problems }
    const entry = {
      ...measured,
      base: base?.name ?? null,
      candidate: candidate?.name ?? null,
    }
    this.#blocks = [...this.#blocks, measured].sort((a, b) => a.block - b.block)
    const blocks = [...this.#set.blocks, entry].sort((a, b) => a.block - b.block)
    this.#set = { ...this.#set, blocks }
    await writeBlockSet(this.#parts.folder, this.#set)
    this.#tell(measured, count)
    return measured
  }

  /** A run of one side that came to its end, at the second attempt at the latest. */
  async #measureSide(
    block: number,
    side: SideName,
    problems: string[],
  ): Promise<FinishedRun | undefined> {
    const { builds, runOptions, folder, tracesFolder, signal, observer } = this.#parts
    for (let number = 1; number <= ATTEMPTS_MAX && !signal.aborted; number++) {
      const name = this.#freeName(`block-${String(block).padStart(2, '0')}-${side}`)
      const beganAtMs = performance.now()
      const options = {
        ...runOptions,
        name,
        // The same for both sides, so that their agents make the same choices.
        seed: (this.#set.seed + block) % 2 ** 32,
        program: builds[side].program,
        // Nobody reads a report of each; whoever wants one can have it made.
        report: false,
        resultsDir: folder,
        tracesDir: tracesFolder,
        signal,
      }
      const told = await attempt(options, observer)
      if (typeof told !== 'string') {
        this.#timeLeft.took(performance.now() - beganAtMs)
        return { name, record: told }
      }
      if (signal.aborted) return undefined
      problems.push(`block ${block}, ${side}: ${told}`)
      const next = number < ATTEMPTS_MAX ? 'once more' : 'the block stays incomplete'
      observer.note(`Block ${block}, ${side}, failed; ${next}: ${told}`)
    }
    return undefined
  }

  #tell(block: MeasuredBlock, count: number): void {
    this.#parts.observer.block(block, { planned: count, leftMs: this.leftMs(count) })
  }

  /** Earlier attempts at the same run keep their folders. */
  #freeName(name: string): string {
    const { folder, tracesFolder } = this.#parts
    const isTaken = (candidate: string) =>
      existsSync(join(folder, candidate)) || existsSync(join(tracesFolder, candidate))
    let free = name
    for (let number = 2; isTaken(free); number++) free = `${name}-${number}`
    return free
  }

  #hopeless({ base, problems }: MeasuredBlock): UserError {
    const message = `${INCOMPLETE_IN_A_ROW_MAX} blocks in a row came to nothing: ${problems.at(-1) ?? ''}`
    const suggestion = `What was finished is kept: --resume ${this.#set.id} goes on with it.`
    // Where the base runs well, it is the candidate that does not.
    if (base === undefined) return new UserError(message, { suggestion })
    return new UnmeasurableError(message, { suggestion })
  }
}

function isWhole({ base, candidate }: MeasuredBlock): boolean {
  return base !== undefined && candidate !== undefined
}

/** The record of a run that came to its end; else what kept it from that. */
async function attempt(options: RunOptions, observer: BlocksObserver): Promise<RunRecord | string> {
  try {
    const record = await recordRun(options, observer)
    if (record.outcome === 'complete') return record
    return record.warnings[0]?.message ?? `the run was ${record.outcome}`
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}
