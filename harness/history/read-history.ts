/** What is on disk → a history: of the recorded runs, or of plain samples. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  buildHistory,
  DEFAULT_PRIMARY,
  type History,
  historyRun,
  METRICS,
  plural,
  type Quantity,
  type Since,
  sampleHistory,
} from '../../analysis/index.ts'
import { closest } from '../command-line/closest.ts'
import { readPlainSamples } from '../comparison/plain-samples.ts'
import { UserError } from '../errors.ts'
import { type CommitLine, commitOnLine, readCommitLine } from './commit-line.ts'
import { idNamed, recordedRuns } from './recorded-runs.ts'

export type HistoryOptions = {
  /** Ids; the usual ones otherwise. */
  readonly metrics: readonly string[] | undefined
  /** As the user wrote it; what is no number and no date names a commit. */
  readonly since: SinceRequest | undefined
  readonly scenario: string | undefined
  /** Id of a run, or its beginning, whose kind is wanted. */
  readonly like: string | undefined
  readonly resultsDir: string
  /** Where the repository is looked for first. */
  readonly folder: string
}

export type SinceRequest =
  | Exclude<Since, { kind: 'commit' }>
  | { readonly kind: 'ref'; readonly ref: string }

export type ReadHistory = {
  readonly history: History
  /** What could not be read; foreign text. */
  readonly problems: readonly string[]
}

export async function readHistory(options: HistoryOptions): Promise<ReadHistory> {
  const { resultsDir, scenario, since } = options
  const metrics = metricsNamed(options.metrics ?? DEFAULT_PRIMARY, METRICS)
  const recorded = await recordedRuns(resultsDir)
  const problems = recorded.broken.map(({ folder, problem }) => `${folder}: ${problem}`)
  const complete = recorded.runs.filter(({ record }) => record.outcome === 'complete')
  const left = recorded.runs.length - complete.length
  if (left > 0) problems.push(`${plural(left, 'run')} left out: not run to the end`)
  const wanted = complete.filter(
    ({ record: { config } }) => scenario === undefined || config.scenario === scenario,
  )
  if (wanted.length === 0) throw nothingRecorded(resultsDir, scenario)
  const like =
    options.like === undefined ? undefined : idNamed(options.like, { ...recorded, runs: wanted })
  const shas = new Set(wanted.flatMap(({ record }) => record.commit?.sha ?? []))
  const line = await lineOf(shas, options.folder)
  const history = buildHistory({
    runs: wanted.map(({ id, record }) => ({ ...historyRun(record), id })),
    metrics,
    commits: line?.commits,
    since: await sinceOf(since, line),
    like,
  })
  if (history === undefined) throw nothingLeft(options)
  return { history, problems }
}

/** `argument` is `label=file`. */
export async function readSampleHistory(
  argument: string,
  { metrics, since, scenario, like }: HistoryOptions,
): Promise<ReadHistory> {
  if (since !== undefined && since.kind !== 'last') {
    throw new UserError('plain samples have neither dates nor commits', {
      suggestion: 'Write --since 30 for the last thirty.',
      exitCode: 2,
    })
  }
  if (scenario !== undefined || like !== undefined) {
    throw new UserError('--scenario and --like choose among recorded runs, not plain samples', {
      exitCode: 2,
    })
  }
  const { side, quantities, about, problems } = await readPlainSamples(argument)
  const chosen = metrics === undefined ? quantities.slice(0, 1) : metricsNamed(metrics, quantities)
  return { history: sampleHistory(side, chosen, about, since?.commits), problems }
}

/** The repository around `folder`, or else that of swimbench itself: the first that knows a commit of these. */
async function lineOf(shas: ReadonlySet<string>, folder: string): Promise<CommitLine | undefined> {
  let first: CommitLine | undefined
  for (const place of [folder, dirname(fileURLToPath(import.meta.url))]) {
    const line = await readCommitLine(place)
    if (line?.commits.some(({ sha }) => shas.has(sha))) return line
    first ??= line
  }
  return first
}

async function sinceOf(
  since: SinceRequest | undefined,
  line: CommitLine | undefined,
): Promise<Since | undefined> {
  if (since?.kind !== 'ref') return since
  if (line !== undefined) return { kind: 'commit', sha: await commitOnLine(line, since.ref) }
  throw new UserError(`--since ${since.ref}: there is no repository here to look it up in`, {
    suggestion: 'Write --since 30 or --since 2026-11-01, or run it in the repository.',
    exitCode: 2,
  })
}

function metricsNamed(names: readonly string[], known: readonly Quantity[]): Quantity[] {
  const ids = known.map(({ id }) => id)
  return [...new Set(names)].map((name) => {
    const found = known.find(({ id }) => id === name)
    if (found !== undefined) return found
    const near = closest(name, ids)
    throw new UserError(`there is no metric ${name}`, {
      suggestion: near === undefined ? `There are ${ids.join(', ')}.` : `Did you mean ${near}?`,
      exitCode: 2,
    })
  })
}

function nothingRecorded(resultsDir: string, scenario: string | undefined): UserError {
  const what = scenario === undefined ? 'complete runs' : `complete runs of scenario ${scenario}`
  return new UserError(`there are no ${what} in ${resultsDir}`, {
    suggestion:
      scenario === undefined
        ? 'Make one: swimbench run --duration 30s'
        : `Make one: swimbench run --scenario ${scenario}, or leave --scenario out.`,
  })
}

/** Something was asked for that excludes everything there is. */
function nothingLeft({ like }: HistoryOptions): UserError {
  return new UserError(
    like === undefined
      ? 'no run is that recent'
      : `${like} has no place here: it is older than --since, or not of the commits that lead to HEAD`,
    { suggestion: 'Leave --since out, or begin earlier.' },
  )
}
