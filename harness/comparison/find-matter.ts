/**
 * Finds what is to be compared: what was recorded or measured earlier where that answers the question, else
 * what is measured now. Measuring is asked for, or implied when a commit has no runs.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryAt } from '../building/git.ts'
import type { Revision } from '../building/revision.ts'
import { interrupted, UserError } from '../errors.ts'
import type { BlockRunOptions } from '../interleaved/block-run-options.ts'
import { measureBlocks } from '../interleaved/measure-blocks.ts'
import {
  type BlocksObserver,
  type MeasuredBlocks,
  readMeasuredBlocks,
} from '../interleaved/measured-blocks.ts'
import { BLOCKS_FILE } from '../recording/recorded-folders.ts'
import { type Matter, recordedMatter } from './matter.ts'
import { earlierMatter, findMeasured, measuredMatter } from './measured-matter.ts'
import { type Subject, subjectOf } from './subject.ts'

export type FindRequest = {
  readonly base: string
  /** Undefined is the working tree. */
  readonly candidate: string | undefined
  /** `needed`: where a commit has no runs. */
  readonly measure: 'always' | 'needed' | 'never'
  /** How to measure. */
  readonly blocks: number
  readonly seed: number
  readonly runOptions: BlockRunOptions
  readonly resumeFrom: string | undefined
  readonly signal: AbortSignal
  readonly observer: BlocksObserver
}

export type FoundMatter = {
  readonly matter: Matter
  /** Fewer blocks than planned. */
  readonly isInterrupted: boolean
}

export async function findMatter(request: FindRequest): Promise<FoundMatter> {
  const { base, candidate, measure, runOptions } = request
  const { resultsDir } = runOptions
  if (measure === 'always') return measured(await measureNow(request))
  const earlier = candidate === undefined ? await namedBlocks(base, resultsDir) : undefined
  if (earlier !== undefined) return readBack(earlier, resultsDir)
  const places = { resultsDir, repository: process.cwd() }
  const sides = [await subjectOf(base, places), await subjectOf(candidate, places)] as const
  const revisions = bothRevisions(...sides)
  if (revisions !== undefined) {
    const again = await findMeasured(resultsDir, ...revisions)
    if (again !== undefined) {
      request.observer.note(`Measured before, as ${again.id}; --measure measures anew.`)
      return readBack(again, resultsDir)
    }
  }
  const empty = sides.find((side) => side.kind !== 'plain' && side.runs.length === 0)
  if (empty === undefined) {
    return { matter: recordedMatter(...sides, resultsDir), isInterrupted: false }
  }
  if (revisions === undefined || measure === 'never') throw nothingRecorded(empty, measure)
  request.observer.note(`No runs of ${empty.label} are recorded in ${resultsDir}: measuring.`)
  return measured(await measureNow(request))
}

async function measureNow(request: FindRequest): Promise<MeasuredBlocks> {
  const { measure: _, resumeFrom, ...rest } = request
  // Outside of a checkout there is nothing to build, and the way out is another one than for records.
  await repositoryAt(process.cwd())
  const blocks = await measureBlocks({ ...rest, ...(resumeFrom !== undefined && { resumeFrom }) })
  if (blocks.blocks.length > 0) return blocks
  throw interrupted('interrupted before a block was finished: there is nothing to compare yet')
}

function readBack(blocks: MeasuredBlocks, resultsDir: string): FoundMatter {
  return { ...measured(blocks), matter: earlierMatter(blocks, resultsDir) }
}

function measured(blocks: MeasuredBlocks): FoundMatter {
  return { matter: measuredMatter(blocks), isInterrupted: blocks.outcome === 'interrupted' }
}

/** A measurement by its id or its folder. */
async function namedBlocks(
  argument: string,
  resultsDir: string,
): Promise<MeasuredBlocks | undefined> {
  const folder = existsSync(argument) ? argument : join(resultsDir, argument)
  return existsSync(join(folder, BLOCKS_FILE)) ? readMeasuredBlocks(folder) : undefined
}

function bothRevisions(base: Subject, candidate: Subject): [Revision, Revision] | undefined {
  const [one, other] = [base, candidate].map((side) =>
    side.kind === 'plain' ? undefined : side.revision,
  )
  return one === undefined || other === undefined ? undefined : [one, other]
}

function nothingRecorded(subject: Subject, measure: FindRequest['measure']): UserError {
  return new UserError(`there are no recorded runs of ${subject.label}`, {
    suggestion:
      measure === 'never'
        ? 'Leave --no-measure out to measure both sides now.'
        : 'Name commits on both sides to have them measured, or record runs of it: swimbench run.',
  })
}
