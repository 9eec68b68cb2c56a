/** Which folders of `results/` hold what, and which of them a person means. Only reads. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode, UserError } from '../errors.ts'

export const RUN_FILE = 'record.json'
export const CAPTURE_FILE = 'capture.json'
/** Stand for folders that hold the runs of a measurement, and of a bisection's measurements. */
export const BLOCKS_FILE = 'blocks.json'
export const BISECTION_FILE = 'bisection.json'
/** The folder of reports of comparisons: derived from runs, and none itself. */
export const COMPARISONS = 'comparisons'

/** What an argument may name. */
type Wanted = {
  readonly noun: string
  /** Files that stand for their folder. */
  readonly files: readonly string[]
  readonly accepts: (folder: string) => boolean
  /** The newest one's folder. */
  readonly latest: () => Promise<string | undefined>
}

export function isCapture(folder: string): boolean {
  return existsSync(join(folder, CAPTURE_FILE))
}

/** Also a folder with no record yet: runs are what leaves most of those. */
export function isRun(folder: string): boolean {
  const others = [CAPTURE_FILE, BLOCKS_FILE, BISECTION_FILE]
  return !others.some((file) => existsSync(join(folder, file)))
}

/** Names of the folders in `resultsDir` that are accepted, sorted. One that was never there holds none. */
export async function recordedFolders(
  resultsDir: string,
  accepts: (folder: string) => boolean,
): Promise<string[]> {
  try {
    const entries = await readdir(resultsDir, { withFileTypes: true })
    return entries
      .filter(
        (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== COMPARISONS,
      )
      .map((entry) => entry.name)
      .filter((name) => accepts(join(resultsDir, name)))
      .sort()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw new UserError(`${resultsDir} cannot be read: ${error}`, { cause: error })
  }
}

/** The folder that `argument` names: by id, the only id that begins with it, `latest`, or a path. */
export async function resolveFolder(
  argument: string,
  resultsDir: string,
  { noun, files, accepts, latest }: Wanted,
): Promise<string> {
  const fileNames = files.join(' or ')
  const found = await stat(argument).catch(() => undefined)
  if (found?.isDirectory()) return argument
  if (found?.isFile()) {
    if (files.includes(basename(argument))) return dirname(argument)
    throw new UserError(`${argument} is not named ${fileNames}`, {
      suggestion: `Name the ${noun}'s folder, or the ${fileNames} in it.`,
      exitCode: 2,
    })
  }
  if (argument === 'latest') {
    const last = await latest()
    if (last !== undefined) return last
    throw new UserError(`there are no ${noun}s in ${resultsDir}`, {
      suggestion: 'Make one: swimbench run --duration 30s',
    })
  }
  const ids = await recordedFolders(resultsDir, accepts)
  const matching = ids.includes(argument) ? [argument] : ids.filter((id) => id.startsWith(argument))
  const [only] = matching
  if (only !== undefined && matching.length === 1) return join(resultsDir, only)
  if (matching.length > 1) {
    throw new UserError(`${argument} could be any of ${matching.length} ${noun}s`, {
      suggestion: `Write more of it: ${matching.slice(0, 5).join(', ')}`,
      exitCode: 2,
    })
  }
  throw new UserError(`there is no ${noun} ${argument} in ${resultsDir}`, {
    suggestion: `See \`swimbench runs\`, or name the path of a ${fileNames}.`,
    exitCode: 2,
  })
}

/** The folder of a measurement that holds `file`, named as `resolveFolder` says. */
export async function findMeasurement(
  argument: string,
  resultsDir: string,
  file: string,
): Promise<string> {
  const accepts = (folder: string) => existsSync(join(folder, file))
  const latest = async () => {
    const last = (await recordedFolders(resultsDir, accepts)).at(-1)
    return last === undefined ? undefined : join(resultsDir, last)
  }
  const wanted = { noun: 'measurement', files: [file], accepts, latest }
  const folder = await resolveFolder(argument, resultsDir, wanted)
  if (accepts(folder)) return folder
  throw new UserError(`${folder} holds no ${file}: nothing can be gone on with there`, {
    suggestion: 'Begin anew, without --resume.',
    exitCode: 2,
  })
}
