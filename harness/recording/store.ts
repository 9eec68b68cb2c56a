/**
 * What is on disk: the only writer to `results/` and `traces/`. A file gets its final name when it is
 * whole and synced, so whatever has that name can be trusted; broken records are reported, not thrown.
 */
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { parseRunRecord, type RunRecord } from '../../analysis/index.ts'
import { systemCode, UserError } from '../errors.ts'
import { Capture, writeFailure } from './capture.ts'

export type RunFolders = {
  readonly id: string
  /** `results/<id>` */
  readonly results: string
  /** `traces/<id>` */
  readonly traces: string
}

export type StoredRun = { readonly id: string; readonly folder: string; readonly record: RunRecord }
export type BrokenRun = { readonly id: string; readonly folder: string; readonly problem: string }

/** Makes both folders of a run, so that a place that cannot be written shows before anything starts. */
export async function createRun(
  id: string,
  resultsDir: string,
  tracesDir: string,
): Promise<RunFolders> {
  const folders = { id, results: join(resultsDir, id), traces: join(tracesDir, id) }
  for (const folder of [folders.results, folders.traces]) await refuseTaken(id, folder)
  await makeFolder(folders.results)
  await makeFolder(folders.traces)
  return folders
}

/** Takes back the folders of a run that came to nothing; captures that hold something stay. */
export async function abandonRun(folders: RunFolders): Promise<void> {
  for (const name of await readdir(folders.traces).catch(() => [])) {
    const path = join(folders.traces, name)
    const { size } = await stat(path)
    if (size === 0) await rm(path)
  }
  await rmdir(folders.results).catch(() => {})
  await rmdir(folders.traces).catch(() => {})
}

/** A folder for runs that nobody will ask for again: gone, with all that is in it, when it is disposed of. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = tmpdir()
  const path = await mkdtemp(join(parent, 'swimbench-')).catch((error: unknown) => {
    throw writeFailure(parent, error)
  })
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

export function openCapture(folders: RunFolders, name: string): Capture {
  return new Capture(join(folders.traces, name))
}

/** Writes `folder/name` whole or not at all; what comes in chunks is gzipped on the way. */
export async function writeWhole(
  folder: string,
  name: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  const path = join(folder, name)
  const unfinished = join(dirname(path), `.${basename(path)}.unfinished`)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(unfinished, 'w')
    try {
      if (typeof content === 'string' || content instanceof Uint8Array) {
        await file.writeFile(content)
      } else {
        await pipeline(content, createGzip(), async (pieces: AsyncIterable<Uint8Array>) => {
          for await (const piece of pieces) await file.writeFile(piece)
        })
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw error instanceof UserError ? error : writeFailure(path, error)
  }
}

/** All runs under `resultsDir`, oldest first. A folder that was never there holds none. */
export async function listRuns(
  resultsDir: string,
): Promise<{ readonly runs: StoredRun[]; readonly broken: BrokenRun[] }> {
  const runs: StoredRun[] = []
  const broken: BrokenRun[] = []
  for (const id of await runFolders(resultsDir)) {
    const folder = join(resultsDir, id)
    const read = await readRun(folder)
    if (read.ok) runs.push({ id, folder, record: read.record })
    else broken.push({ id, folder, problem: read.problem })
  }
  runs.sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1))
  return { runs, broken }
}

/** Finds the run that `argument` names: an id, the only id that begins with it, `latest`, or a path. */
export async function resolveRun(argument: string, resultsDir: string): Promise<StoredRun> {
  const folder = await folderOf(argument, resultsDir)
  const read = await readRun(folder)
  if (!read.ok) {
    throw new UserError(`${join(folder, 'record.json')} is not a run record: ${read.problem}`, {
      suggestion: 'See `swimbench runs` for those that are.',
    })
  }
  return { id: read.record.id, folder, record: read.record }
}

async function folderOf(argument: string, resultsDir: string): Promise<string> {
  const found = await stat(argument).catch(() => undefined)
  if (found?.isDirectory()) return argument
  if (found?.isFile()) {
    if (basename(argument) === 'record.json') return dirname(argument)
    throw new UserError(`${argument} is not named record.json`, {
      suggestion: "Name the run's folder, or the record.json in it.",
      exitCode: 2,
    })
  }
  if (argument === 'latest') {
    const { runs } = await listRuns(resultsDir)
    const last = runs.at(-1)
    if (last !== undefined) return last.folder
    throw new UserError(`there are no runs in ${resultsDir}`, {
      suggestion: 'Make one: swimbench run --duration 30s',
    })
  }
  const ids = await runFolders(resultsDir)
  const matching = ids.includes(argument) ? [argument] : ids.filter((id) => id.startsWith(argument))
  const [only] = matching
  if (only !== undefined && matching.length === 1) return join(resultsDir, only)
  if (matching.length > 1) {
    throw new UserError(`${argument} could be any of ${matching.length} runs`, {
      suggestion: `Write more of it: ${matching.slice(0, 5).join(', ')}`,
      exitCode: 2,
    })
  }
  throw new UserError(`there is no run ${argument} in ${resultsDir}`, {
    suggestion: 'See `swimbench runs`, or name the path of a record.json.',
    exitCode: 2,
  })
}

type ReadRun =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly problem: string }

async function readRun(folder: string): Promise<ReadRun> {
  try {
    return parseRunRecord(await readFile(join(folder, 'record.json'), 'utf8'))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') return { ok: false, problem: `unreadable: ${error}` }
    return { ok: false, problem: 'there is no record.json; the run is not over, or was cut off' }
  }
}

async function runFolders(resultsDir: string): Promise<string[]> {
  try {
    const entries = await readdir(resultsDir, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw new UserError(`${resultsDir} cannot be read: ${error}`, { cause: error })
  }
}

/** A run never writes over another. */
async function refuseTaken(id: string, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  if (names.length === 0) return
  throw new UserError(`there is a run ${id} already: ${folder}`, {
    suggestion: 'Give the run another --name, or remove that folder.',
    exitCode: 2,
  })
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw writeFailure(path, error)
  }
}
