/**
 * Where builds are kept, outside of every working tree: a folder per commit with its checkout, the log
 * of its build, and `build.json`, which is written last. A build without that file was cut off and is
 * made again. One process at a time changes the cache.
 */
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { printableLines } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { makeFolder, removeFolder, writeWhole } from '../recording/store.ts'
import { findProgram, startCommand } from '../tools/command.ts'
import { askGit } from './git.ts'

const MARK_FILE = 'build.json'
/** Half a gigabyte each, with the tools that built them. */
const KEPT_MAX = 8

const mark = z.object({
  /** The checked-out commit. */
  checkout: z.string(),
  /** The repository that the checkout is a worktree of. */
  repository: z.string(),
  /** Of all that decides what `npm ci` installs. Equal digests, equal `node_modules`. */
  installed: z.string(),
  /** Version of the Node that npm ran on. */
  node: z.string(),
  usedAt: z.iso.datetime(),
})

export type BuildMark = z.infer<typeof mark>

export type BuildFolders = { readonly folder: string; readonly tree: string }

/** Where this user keeps what programs can make again. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const asked = environment['XDG_CACHE_HOME']
  const base = asked !== undefined && isAbsolute(asked) ? asked : join(homedir(), '.cache')
  return join(base, 'swimbench', 'builds')
}

export function foldersOfBuild(cache: string, checkout: string): BuildFolders {
  const folder = join(cache, checkout)
  return { folder, tree: join(folder, 'tree') }
}

/** Undefined where the build is not there, or not whole. */
export async function readMark(folder: string): Promise<BuildMark | undefined> {
  try {
    return mark.parse(JSON.parse(await readFile(join(folder, MARK_FILE), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeMark(folder: string, content: BuildMark): Promise<void> {
  await writeWhole(folder, MARK_FILE, `${JSON.stringify(content, null, 2)}\n`)
}

/** Every whole build, the one that was used last first. */
export async function listBuilds(cache: string): Promise<(BuildFolders & { mark: BuildMark })[]> {
  const names = await readdir(cache).catch(() => [])
  const builds = names.map(async (name) => {
    const folders = foldersOfBuild(cache, name)
    const found = await readMark(folders.folder)
    return found === undefined ? [] : [{ ...folders, mark: found }]
  })
  const whole = (await Promise.all(builds)).flat()
  return whole.sort((a, b) => (a.mark.usedAt < b.mark.usedAt ? 1 : -1))
}

/** Takes a build away, and its entry in the repository's list of worktrees. */
export async function removeBuild(
  { folder, tree }: BuildFolders,
  repository: string,
): Promise<void> {
  const isThere = await stat(repository).catch(() => undefined)
  if (isThere !== undefined) await askGit(repository, ['worktree', 'remove', '--force', tree])
  await removeFolder(folder)
}

/** Removes the builds that were not used for longest, when there are many. */
export async function evictBuilds(cache: string): Promise<void> {
  const builds = await listBuilds(cache)
  for (const build of builds.slice(KEPT_MAX)) await removeBuild(build, build.mark.repository)
}

/** What tools there are that hold a lock on a file while a program runs, and how they are told to. */
const LOCKERS = [
  { program: 'flock', args: (file: string) => ['--exclusive', file] },
  { program: 'lockf', args: (file: string) => ['-k', file] },
]
/** As cachedir.spec says, so that backups pass the folder over. */
const TAG_FILE = 'CACHEDIR.TAG'
const TAG = 'Signature: 8a477f597d28d172789f06886806bc55\n# Builds of swimbench; safe to delete.\n'
const FREE_AT_ONCE_MS = 300

/**
 * Has the cache to ourselves until it is disposed of. The kernel gives the lock back when this process
 * is gone, however it went. Where no tool can lock, nobody is kept out.
 */
export async function lockCache(
  cache: string,
  signal: AbortSignal,
  onWaiting: () => void,
): Promise<AsyncDisposable> {
  await makeFolder(cache)
  const locker = LOCKERS.find(({ program }) => findProgram(program) !== undefined)
  if (locker === undefined) return { async [Symbol.asyncDispose]() {} }
  const args = [...locker.args(join(cache, 'lock')), 'cat']
  // `cat` answers once the lock is ours, and ends with our end of its stdin.
  const holder = await startCommand(locker.program, args, { stdin: 'pipe', bound: true })
  const waiting = setTimeout(onWaiting, FREE_AT_ONCE_MS)
  const giveUp = () => void holder.stop()
  signal.addEventListener('abort', giveUp)
  try {
    holder.stdin?.write('locked\n')
    const { done } = await holder.lines().next()
    signal.throwIfAborted()
    if (done === true) {
      throw new UserError(
        `${cache} could not be locked: ${printableLines(holder.stderrTail.trim())}`,
      )
    }
  } catch (error) {
    await holder.stop()
    throw error
  } finally {
    clearTimeout(waiting)
    signal.removeEventListener('abort', giveUp)
  }
  if (!existsSync(join(cache, TAG_FILE))) await writeWhole(cache, TAG_FILE, TAG)
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin?.end()
      await holder.endWithin(1000)
    },
  }
}
