/**
 * Builds a commit, with its own lockfile, in a worktree of its own, and keeps it: the same commit is
 * built once. What is started later is Node, ours, with the agent's entry of that build.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatDurationShort } from '../../analysis/index.ts'
import { interrupted } from '../errors.ts'
import { writeWhole } from '../recording/store.ts'
import type { AgentProgram } from '../run-options.ts'
import {
  type BuildFolders,
  cacheFolder,
  evictBuilds,
  foldersOfBuild,
  listBuilds,
  lockCache,
  readMark,
  removeBuild,
  writeMark,
} from './build-cache.ts'
import { BuildSteps } from './build-steps.ts'
import { git } from './git.ts'
import { describeRevision, type Revision } from './revision.ts'
import { UnmeasurableError } from './unmeasurable-error.ts'

/** Where a build has its agent. */
const AGENT_ENTRY = join('dist', 'agent', 'main.js')

export type Build = {
  readonly revision: Revision
  readonly tree: string
  readonly program: AgentProgram
}

export type BuildOptions = {
  readonly signal: AbortSignal
  readonly note: (text: string) => void
  readonly cache?: string
}

/** Takes the build of `revision` from the cache, or makes it. `UnmeasurableError` when that commit cannot be built. */
export async function buildRevision(
  repository: string,
  revision: Revision,
  options: BuildOptions,
): Promise<Build> {
  const { signal, note, cache = cacheFolder() } = options
  try {
    await using _lock = await lockCache(cache, signal, () =>
      note('Another swimbench is building; waiting for it.'),
    )
    const folders = foldersOfBuild(cache, revision.checkout)
    const found = await readMark(folders.folder)
    const isThere = existsSync(join(folders.tree, AGENT_ENTRY))
    // What was compiled while packages were installed may not run on another Node.
    if (found !== undefined && isThere && found.node === process.version) {
      await writeMark(folders.folder, { ...found, usedAt: new Date().toISOString() })
    } else {
      await make(repository, revision, folders, cache, { signal, note })
    }
    const entry = join(folders.tree, AGENT_ENTRY)
    const { commit } = revision
    const program = { file: process.execPath, args: [entry], commit }
    return { revision, tree: folders.tree, program }
  } catch (error) {
    if (signal.aborted) throw interrupted('interrupted while building', error)
    throw error
  }
}

async function make(
  repository: string,
  revision: Revision,
  folders: BuildFolders,
  cache: string,
  { signal, note }: BuildOptions,
): Promise<void> {
  const name = describeRevision(revision)
  const { folder, tree } = folders
  // Whatever an earlier attempt left behind.
  await removeBuild(folders, repository)
  note(`Building ${name}: ${revision.subject}`)
  const beganAtMs = performance.now()
  const checkingOut = ['worktree', 'add', '--detach', '--force', tree, revision.checkout]
  await git(repository, checkingOut)
  const steps = new BuildSteps(tree, join(folder, 'build.log'), signal)
  try {
    const installed = await install(steps, tree, name, cache)
    await steps.run(`${name} does not build`, 'npm', ['run', 'build'])
    if (!existsSync(join(tree, AGENT_ENTRY))) {
      throw new UnmeasurableError(`${name} builds no agent: it makes no ${AGENT_ENTRY}`, {
        suggestion: 'Only commits whose build makes that file can be measured.',
      })
    }
    await writeWhole(folder, 'build.log', steps.log)
    const usedAt = new Date().toISOString()
    const made = { checkout: revision.checkout, repository, installed, node: process.version }
    await writeMark(folder, { ...made, usedAt })
  } catch (error) {
    // Only the log is of use to anybody.
    await removeBuild(folders, repository)
    await writeWhole(folder, 'build.log', steps.log)
    throw error
  }
  await evictBuilds(cache)
  note(`Built ${name} in ${formatDurationShort((performance.now() - beganAtMs) / 1000)}`)
}

/** What a project's own packages can do while they are installed; copies of what they did would miss some of it. */
const INSTALL_SCRIPTS = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
]

/** Installs by `npm ci`, or by a copy of what it installed for the same files with the same Node. Returns what that was. */
async function install(
  steps: BuildSteps,
  tree: string,
  name: string,
  cache: string,
): Promise<string> {
  const manifest = await readFile(join(tree, 'package.json'), 'utf8').catch(() => undefined)
  if (manifest === undefined) {
    throw new UnmeasurableError(`${name} has no package.json`, {
      suggestion: 'Only commits that npm can install and build can be measured.',
    })
  }
  const installed = await installDigest(tree, manifest)
  const same = (await listBuilds(cache)).find(({ mark }) => mark.installed === installed)
  const modules = join(same?.tree ?? '', 'node_modules')
  if (same !== undefined && isCopyable(manifest) && existsSync(modules)) {
    // Copied, not linked: a build that writes into it must not reach other builds.
    await steps.run(`the packages of ${name} could not be copied`, 'cp', ['-a', modules, tree])
  } else {
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
    await steps.run(`the packages of ${name} could not be installed`, 'npm', args)
  }
  return installed
}

async function installDigest(tree: string, manifest: string): Promise<string> {
  const hash = createHash('sha256').update(process.version).update('\0').update(manifest)
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc']) {
    const text = await readFile(join(tree, name), 'utf8').catch(() => '')
    hash.update('\0').update(text)
  }
  return hash.digest('hex')
}

function isCopyable(manifest: string): boolean {
  try {
    const { scripts = {}, workspaces } = JSON.parse(manifest) as {
      readonly scripts?: Readonly<Record<string, unknown>>
      readonly workspaces?: unknown
    }
    return workspaces === undefined && INSTALL_SCRIPTS.every((script) => !(script in scripts))
  } catch {
    return false
  }
}
