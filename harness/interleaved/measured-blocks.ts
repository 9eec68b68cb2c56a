/** What an interleaved measurement has come to, and how it is read back from disk. */
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import type { Revision } from '../building/revision.ts'
import { resolveRun } from '../recording/store.ts'
import type { RunObserver } from '../run-options.ts'
import type { SideName } from './block-order.ts'
import { type BlockEntry, type BlockSet, readBlockSet } from './block-set.ts'

/** One run of each build, one right after the other. */
export type MeasuredBlock = {
  /** Counts from 1. */
  readonly block: number
  readonly first: SideName
  /** Undefined where the block is incomplete: no run of that side came to its end. */
  readonly base: RunRecord | undefined
  readonly candidate: RunRecord | undefined
  /** Runs that failed, also those whose second attempt did not. */
  readonly problems: readonly string[]
}

export type MeasuredBlocks = {
  readonly id: string
  /** `results/<id>`; the runs lie in it. */
  readonly folder: string
  /** `interrupted`: there are fewer blocks than planned, and `resumeFrom: id` goes on. */
  readonly outcome: 'complete' | 'interrupted'
  readonly seed: number
  /** How many blocks were decided on beforehand. */
  readonly planned: number
  readonly base: Revision
  readonly candidate: Revision
  /** Finished ones, in their order, incomplete ones among them. */
  readonly blocks: readonly MeasuredBlock[]
}

export interface BlocksObserver extends RunObserver {
  /** A block is over, or was found finished by a measurement that goes on. */
  block(block: MeasuredBlock, standing: { readonly planned: number; readonly leftMs: number }): void
}

/** Undefined where `folder` holds no measurement. */
export async function readMeasuredBlocks(folder: string): Promise<MeasuredBlocks | undefined> {
  const set = await readBlockSet(folder)
  return set === undefined ? undefined : measuredBlocks(folder, set, await readBlocks(folder, set))
}

export function measuredBlocks(
  folder: string,
  set: BlockSet,
  blocks: readonly MeasuredBlock[],
): MeasuredBlocks {
  const { id, seed, planned, base, candidate } = set
  const outcome = blocks.length >= planned ? 'complete' : 'interrupted'
  return { id, folder, outcome, seed, planned, base, candidate, blocks }
}

export async function readBlocks(folder: string, set: BlockSet): Promise<MeasuredBlock[]> {
  const record = async (name: string | null) =>
    name === null ? undefined : (await resolveRun(join(folder, name), folder)).record
  const blocks: MeasuredBlock[] = []
  for (const { block, first, base, candidate, problems } of set.blocks) {
    const records = { base: await record(base), candidate: await record(candidate) }
    blocks.push({ block, first, ...records, problems })
  }
  return blocks
}

export function isComplete({ base, candidate }: BlockEntry): boolean {
  return base !== null && candidate !== null
}
