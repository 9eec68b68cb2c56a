/**
 * Captures on disk, each in folders of its own like a run: `results/<id>` with `capture.json`, which is
 * written last and is the sign that all is there, and `traces/<id>` with the tool's raw data.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CaptureKind, type CaptureRecord, parseCaptureRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import {
  CAPTURE_FILE,
  isCapture,
  RUN_FILE,
  recordedFolders,
  resolveFolder,
} from './recorded-folders.ts'
import { newId } from './run-id.ts'
import {
  type BrokenRun,
  createRun,
  listRuns,
  type RunFolders,
  resolveRun,
  type StoredRun,
  unreadable,
  writeWhole,
} from './store.ts'

export type StoredCapture = {
  readonly id: string
  readonly folder: string
  readonly record: CaptureRecord
}

/** Makes both folders of a capture, so that a place that cannot be written shows before anything starts. */
export function createCapture(
  kind: CaptureKind,
  { resultsDir, tracesDir }: { readonly resultsDir: string; readonly tracesDir: string },
  startedAt: Date = new Date(),
): Promise<RunFolders> {
  return createRun(newId(kind, startedAt, Math.random), resultsDir, tracesDir)
}

/** Everything else of the capture has to be on disk by now. */
export async function writeCapture(folders: RunFolders, record: CaptureRecord): Promise<void> {
  await writeWhole(folders.results, CAPTURE_FILE, `${JSON.stringify(record, null, 2)}\n`)
}

/** All captures under `resultsDir`, oldest first. */
export async function listCaptures(
  resultsDir: string,
): Promise<{ readonly captures: StoredCapture[]; readonly broken: BrokenRun[] }> {
  const captures: StoredCapture[] = []
  const broken: BrokenRun[] = []
  for (const id of await recordedFolders(resultsDir, isCapture)) {
    const folder = join(resultsDir, id)
    const read = await readCapture(folder)
    if (read.ok) captures.push({ id, folder, record: read.record })
    else broken.push({ id, folder, problem: read.problem })
  }
  captures.sort((a, b) => (a.record.startedAt < b.record.startedAt ? -1 : 1))
  return { captures, broken }
}

/** Finds the capture that `argument` names: an id, the only id that begins with it, `latest`, or a path. */
export async function resolveCapture(argument: string, resultsDir: string): Promise<StoredCapture> {
  const folder = await resolveFolder(argument, resultsDir, {
    noun: 'capture',
    files: [CAPTURE_FILE],
    accepts: isCapture,
    latest: async () => (await listCaptures(resultsDir)).captures.at(-1)?.folder,
  })
  return captureIn(folder)
}

/** Finds the run or capture that `argument` names, as `resolveRun` and `resolveCapture` do. */
export async function resolveRecorded(
  argument: string,
  resultsDir: string,
): Promise<{ readonly run: StoredRun } | { readonly capture: StoredCapture }> {
  const folder = await resolveFolder(argument, resultsDir, {
    noun: 'run',
    files: [RUN_FILE, CAPTURE_FILE],
    accepts: () => true,
    latest: async () => {
      const [{ runs }, { captures }] = [await listRuns(resultsDir), await listCaptures(resultsDir)]
      const [run, capture] = [runs.at(-1), captures.at(-1)]
      if (run === undefined || capture === undefined) return (run ?? capture)?.folder
      return (run.record.startedAt < capture.record.startedAt ? capture : run).folder
    },
  })
  return isCapture(folder)
    ? { capture: await captureIn(folder) }
    : { run: await resolveRun(folder, resultsDir) }
}

async function captureIn(folder: string): Promise<StoredCapture> {
  const read = await readCapture(folder)
  if (read.ok) return { id: read.record.id, folder, record: read.record }
  throw new UserError(`${join(folder, CAPTURE_FILE)} is not a capture record: ${read.problem}`, {
    suggestion: 'See `swimbench runs` for those that are.',
  })
}

async function readCapture(folder: string): Promise<ReturnType<typeof parseCaptureRecord>> {
  try {
    return parseCaptureRecord(await readFile(join(folder, CAPTURE_FILE), 'utf8'))
  } catch (error) {
    return { ok: false, problem: unreadable(error) }
  }
}
