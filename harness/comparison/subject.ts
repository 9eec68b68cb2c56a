/**
 * What a person names to be compared, and the runs it stands for: plain samples, something recorded
 * (a run's id, a record, a folder or a pattern of them), or a commit, whose recorded runs are looked up. Of a
 * commit it may have none; then it can still be measured.
 */
import { existsSync, statSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { plural } from '../../analysis/index.ts'
import { describeRevision, type Revision, resolveRevision } from '../building/revision.ts'
import { UserError } from '../errors.ts'
import { RUN_FILE } from '../recording/recorded-folders.ts'
import { type BrokenRun, listRuns, resolveRun, type StoredRun } from '../recording/store.ts'
import { isPlainSamples, type PlainSamples, readPlainSamples } from './plain-samples.ts'

export type RecordedSubject = {
  readonly kind: 'records' | 'revision'
  readonly label: string
  readonly runs: readonly StoredRun[]
  /** Records that are there and cannot be read. */
  readonly broken: readonly BrokenRun[]
  /** Of kind `revision`. */
  readonly revision: Revision | undefined
}

export type Subject =
  | { readonly kind: 'plain'; readonly label: string; readonly samples: PlainSamples }
  | RecordedSubject

export type Places = {
  readonly resultsDir: string
  /** Somewhere in the checkout whose commits are meant. */
  readonly repository: string
}

/** Undefined is the working tree. */
export async function subjectOf(argument: string | undefined, places: Places): Promise<Subject> {
  if (argument === undefined) return revisionSubject(undefined, places)
  if (isPlainSamples(argument)) {
    const samples = await readPlainSamples(argument)
    return { kind: 'plain', label: samples.side.label, samples }
  }
  const recorded = await recordedAt(argument, places.resultsDir)
  if (recorded !== undefined) return recorded
  try {
    return await revisionSubject(argument, places)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return byBeginning(argument, places, error)
  }
}

/** By path, by pattern, or by the whole of its id; undefined for whatever is none of these. */
async function recordedAt(
  argument: string,
  resultsDir: string,
): Promise<RecordedSubject | undefined> {
  const paths = existsSync(argument) ? [argument] : await matching(argument)
  if (paths.length > 0) return runsAt(argument, paths)
  if (argument === 'latest' || existsSync(join(resultsDir, argument, RUN_FILE))) {
    const run = await resolveRun(argument, resultsDir)
    return records(run.id, [run], [])
  }
  return undefined
}

async function runsAt(argument: string, paths: readonly string[]): Promise<RecordedSubject> {
  const runs: StoredRun[] = []
  const broken: BrokenRun[] = []
  for (const path of paths) {
    const folder = basename(path) === RUN_FILE ? dirname(path) : path
    if (!statSync(folder).isDirectory()) {
      if (paths.length > 1) continue
      throw new UserError(`${argument} is no record of a run`, {
        suggestion: `Numbers of another tool are named with a label: base=${argument}`,
        exitCode: 2,
      })
    }
    const found = existsSync(join(folder, RUN_FILE))
      ? { runs: [await resolveRun(folder, dirname(folder))], broken: [] }
      : await listRuns(folder)
    runs.push(...found.runs)
    broken.push(...found.broken.filter((one) => existsSync(join(one.folder, RUN_FILE))))
  }
  if (runs.length > 0) return records(argument, runs, broken)
  throw new UserError(`there is no record of a run in ${argument}`, {
    suggestion: `It takes a ${RUN_FILE}, a run's folder, or a folder or a pattern of those.`,
    exitCode: 2,
  })
}

async function matching(pattern: string): Promise<string[]> {
  if (!/[*?[{]/.test(pattern)) return []
  const paths: string[] = []
  for await (const path of glob(pattern)) paths.push(path)
  if (paths.length > 0) return paths.sort()
  throw new UserError(`nothing matches ${pattern}`, {
    suggestion: "Quote it, and see `ls results`: 'results/reference-*'.",
    exitCode: 2,
  })
}

function records(
  label: string,
  runs: readonly StoredRun[],
  broken: readonly BrokenRun[],
): RecordedSubject {
  return { kind: 'records', label, runs, broken, revision: undefined }
}

/** The beginning of a run's id comes last: that of a commit looks the same. */
async function byBeginning(
  argument: string,
  { resultsDir }: Places,
  noCommit: UserError,
): Promise<RecordedSubject> {
  const { runs } = await listRuns(resultsDir)
  const alike = runs.filter(({ id }) => id.startsWith(argument))
  if (alike.length > 0) return records(argument, alike, [])
  throw new UserError(`${argument} is neither recorded in ${resultsDir} nor a commit`, {
    suggestion: `${noCommit.message}. See \`swimbench runs\` and \`git log --oneline\`.`,
    exitCode: 2,
    cause: noCommit,
  })
}

/** With changes in the working tree, only runs with changes are runs of it. */
async function revisionSubject(
  ref: string | undefined,
  { resultsDir, repository }: Places,
): Promise<RecordedSubject> {
  const revision = await resolveRevision(repository, ref)
  const { runs, broken } = await listRuns(resultsDir)
  const { sha, dirty } = revision.commit
  const own = runs.filter(({ record: { commit } }) => commit?.sha === sha && commit.dirty === dirty)
  return { kind: 'revision', label: describeRevision(revision), runs: own, broken, revision }
}

export function aboutRuns(runs: readonly StoredRun[]): string {
  const commits = [
    ...new Set(
      runs.map(({ record: { commit } }) =>
        commit === null
          ? 'no commit'
          : `commit ${commit.sha.slice(0, 8)}${commit.dirty ? ' with changes' : ''}`,
      ),
    ),
  ]
  const of = commits.length <= 3 ? commits.join(', ') : plural(commits.length, 'commit')
  return `${plural(runs.length, 'run')} of ${of}`
}
