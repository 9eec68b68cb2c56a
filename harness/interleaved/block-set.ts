/**
 * An interleaved measurement as it stands on disk, in `results/<id>/blocks.json`: its plan, and which
 * runs belong to the blocks that were finished. The runs lie beside it, a folder each, as any other run.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, systemCode, UserError } from '../errors.ts'
import { BLOCKS_FILE } from '../recording/recorded-folders.ts'
import { writeWhole } from '../recording/store.ts'

const sideName = z.enum(['base', 'candidate'])

const revision = z.object({
  name: z.string(),
  commit: z.object({ sha: z.string(), dirty: z.boolean(), ref: z.string().nullable() }),
  checkout: z.string(),
  subject: z.string(),
})

const blockEntry = z.object({
  /** Counts from 1. */
  block: z.number().int().positive(),
  first: sideName,
  /** Names of folders beside this file; null where no run of that side came to its end. */
  base: z.string().nullable(),
  candidate: z.string().nullable(),
  /** Runs that failed, also those whose second attempt did not. */
  problems: z.array(z.string()),
})

const blockSet = z.object({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  startedAt: z.iso.datetime(),
  seed: z.number().int().nonnegative(),
  /** How many blocks were decided on beforehand. */
  planned: z.number().int().positive(),
  base: revision,
  candidate: revision,
  /** Options of every run, named as in the harness. */
  options: z.record(z.string(), z.unknown()),
  blocks: z.array(blockEntry),
})

export type BlockSet = z.infer<typeof blockSet>
export type BlockEntry = z.infer<typeof blockEntry>

export async function writeBlockSet(folder: string, set: BlockSet): Promise<void> {
  await writeWhole(folder, BLOCKS_FILE, `${JSON.stringify(set, null, 2)}\n`)
}

export function holdsBlocks(folder: string): boolean {
  return existsSync(join(folder, BLOCKS_FILE))
}

/** Undefined where `folder` holds none. */
export async function readBlockSet(folder: string): Promise<BlockSet | undefined> {
  const path = join(folder, BLOCKS_FILE)
  try {
    return blockSet.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new UserError(`${path} does not hold blocks: ${problem}`, {
      suggestion: 'Measure anew, without --resume.',
      cause: error,
    })
  }
}
