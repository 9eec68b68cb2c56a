/** What is compared when both sides were measured in interleaved blocks: now, or earlier and kept. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { plural, type RunRecord, runValues, type Side, type Warning } from '../../analysis/index.ts'
import { describeRevision, type Revision } from '../building/revision.ts'
import type { SideName } from '../interleaved/block-order.ts'
import { type BlockSet, readBlockSet } from '../interleaved/block-set.ts'
import { type MeasuredBlocks, readMeasuredBlocks } from '../interleaved/measured-blocks.ts'
import { BLOCKS_FILE } from '../recording/recorded-folders.ts'
import type { StoredRun } from '../recording/store.ts'
import { comparisonFolder } from './comparison-folder.ts'
import type { Matter } from './matter.ts'

export function measuredMatter(measured: MeasuredBlocks): Matter {
  const { folder, base, candidate, planned, seed, id } = measured
  const isSelf = base.checkout === candidate.checkout
  const names = { base: describeRevision(base), candidate: describeRevision(candidate) }
  return {
    design: 'interleaved',
    base: sideOf('base', names.base, measured),
    candidate: sideOf('candidate', names.candidate, measured),
    about: {
      base: { label: names.base, about: base.subject },
      candidate: { label: names.candidate, about: isSelf ? 'the same again' : candidate.subject },
    },
    facts: [
      `${plural(measured.blocks.length, 'interleaved block')} of ${planned} planned`,
      `seed ${seed}`,
      id,
    ],
    warnings: problemWarnings(measured),
    runs: { base: runsOf('base', measured), candidate: runsOf('candidate', measured) },
    plannedBlocks: planned,
    isSelf,
    folder,
  }
}

/** The newest whole measurement of these two, from any earlier time. */
export async function findMeasured(
  resultsDir: string,
  base: Revision,
  candidate: Revision,
): Promise<MeasuredBlocks | undefined> {
  const found: BlockSet[] = []
  const names = await readdir(resultsDir).catch(() => [])
  for (const name of names) {
    const folder = join(resultsDir, name)
    // One that is broken answers no question here; whoever names it is told why.
    const set = existsSync(join(folder, BLOCKS_FILE))
      ? await readBlockSet(folder).catch(() => undefined)
      : undefined
    const isWanted =
      set !== undefined &&
      set.blocks.length >= set.planned &&
      set.base.checkout === base.checkout &&
      set.candidate.checkout === candidate.checkout
    if (isWanted) found.push({ ...set, id: name })
  }
  found.sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1))
  const [newest] = found
  return newest === undefined ? undefined : readMeasuredBlocks(join(resultsDir, newest.id))
}

/** The same, with its report apart: what was measured once is only read. */
export function earlierMatter(measured: MeasuredBlocks, resultsDir: string): Matter {
  const matter = measuredMatter(measured)
  const { base, candidate } = matter
  return { ...matter, folder: comparisonFolder(resultsDir, base.label, candidate.label) }
}

function sideOf(name: SideName, label: string, { blocks }: MeasuredBlocks): Side {
  const runs = blocks.flatMap((block) => {
    const record = block[name]
    if (record === undefined) return []
    const order = block.first === name ? ('first' as const) : ('second' as const)
    return [runValues(record, { block: block.block, order })]
  })
  return { label, runs }
}

function runsOf(name: SideName, { blocks, folder }: MeasuredBlocks): StoredRun[] {
  const records = blocks
    .map((block) => block[name])
    .filter((one): one is RunRecord => one !== undefined)
  return records.map((record) => ({ id: record.id, folder: join(folder, record.id), record }))
}

function problemWarnings({ blocks }: MeasuredBlocks): Warning[] {
  return blocks.flatMap(({ problems }) =>
    problems.map((message) => ({
      code: 'run-failed',
      message,
      advice:
        'It was measured once more; if that failed, too, its block has no part in the change.',
    })),
  )
}
