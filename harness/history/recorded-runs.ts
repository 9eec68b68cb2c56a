/** All runs there are: those of `run`, and those of measurements and bisections, which lie one or two folders deeper. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import {
  BISECTION_FILE,
  BLOCKS_FILE,
  RUN_FILE,
  recordedFolders,
} from '../recording/recorded-folders.ts'
import { type BrokenRun, listRuns } from '../recording/store.ts'

export type RecordedRun = {
  /** Its path within `results/`: runs of two measurements may be called the same. */
  readonly id: string
  readonly folder: string
  readonly record: RunRecord
}

export type RecordedRuns = {
  readonly runs: readonly RecordedRun[]
  readonly broken: readonly BrokenRun[]
}

export async function recordedRuns(resultsDir: string, prefix = ''): Promise<RecordedRuns> {
  const listed = await listRuns(resultsDir)
  const runs = listed.runs.map(({ id, folder, record }) => ({ id: prefix + id, folder, record }))
  // Within a measurement a folder without a record is a run that was tried in vain.
  const broken = listed.broken.filter(
    ({ folder }) => prefix === '' || existsSync(join(folder, RUN_FILE)),
  )
  for (const name of await recordedFolders(resultsDir, holdsMeasurements)) {
    const inner = await recordedRuns(join(resultsDir, name), `${prefix}${name}/`)
    runs.push(...inner.runs)
    broken.push(...inner.broken)
  }
  return { runs, broken }
}

function holdsMeasurements(folder: string): boolean {
  return [BLOCKS_FILE, BISECTION_FILE].some((file) => existsSync(join(folder, file)))
}

/** The id of the run that `argument` names: an id, the only one that begins with it, `latest`, or a folder. */
export function idNamed(argument: string, { runs }: RecordedRuns): string {
  const [newest] = runs.toSorted((a, b) => (a.record.startedAt < b.record.startedAt ? 1 : -1))
  if (argument === 'latest' && newest !== undefined) return newest.id
  const path = resolve(argument.replace(new RegExp(`/${RUN_FILE}$`), ''))
  const exact = runs.find(({ id, folder }) => id === argument || resolve(folder) === path)
  const matching = exact === undefined ? runs.filter(({ id }) => id.startsWith(argument)) : [exact]
  const [only] = matching
  if (only === undefined) {
    throw new UserError(`there is no complete run ${argument} of this kind`, {
      suggestion: 'See `swimbench runs`.',
      exitCode: 2,
    })
  }
  if (matching.length === 1) return only.id
  const some = matching.slice(0, 5).map(({ id }) => id)
  throw new UserError(`${argument} could be any of ${matching.length} runs`, {
    suggestion: `Write more of it: ${some.join(', ')}`,
    exitCode: 2,
  })
}
