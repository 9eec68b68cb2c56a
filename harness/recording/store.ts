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
import { messageOf, systemCode, UserError } from '../errors.ts'
import { Capture, writeFailure } from './capture.ts'
import { isRun, RUN_FILE, recordedFolders, resolveFolder } from './recorded-folders.ts'

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

/** Removes files that a tool left behind and nobody needs; those that are gone already are no problem. */
export async function removeLeftovers(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => rm(path, { force: true }).catch(() => {})))
}

/** Removes what can be made again, with all that is in it. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
}

export function openCapture({ traces }: Pick<RunFolders, 'traces'>, name: string): Capture {
  return new Capture(join(traces, name))
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
  for (const id of await recordedFolders(resultsDir, isRun)) {
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
  const folder = await resolveFolder(argument, resultsDir, {
    noun: 'run',
    files: [RUN_FILE],
    accepts: isRun,
    latest: async () => (await listRuns(resultsDir)).runs.at(-1)?.folder,
  })
  const read = await readRun(folder)
  if (!read.ok) {
    throw new UserError(`${join(folder, RUN_FILE)} is not a run record: ${read.problem}`, {
      suggestion: 'See `swimbench runs` for those that are.',
    })
  }
  return { id: read.record.id, folder, record: read.record }
}

type ReadRun =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly problem: string }

async function readRun(folder: string): Promise<ReadRun> {
  try {
    return parseRunRecord(await readFile(join(folder, RUN_FILE), 'utf8'))
  } catch (error) {
    return { ok: false, problem: unreadable(error) }
  }
}

/** Why a record could not be read. */
export function unreadable(error: unknown): string {
  if (systemCode(error) !== 'ENOENT') return `unreadable: ${messageOf(error)}`
  return 'it has no record; what made it is not over, or was cut off'
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

/** With the folders above it. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw writeFailure(path, error)
  }
}
