/**
 * Results of other tools: `label=file` with one number a line or JSON, several files by a glob, and a
 * unit if they have one, `label:ms=file`. Each file of a pattern, and each list of a JSON file of lists,
 * is a run; the numbers of a file that is one flat list are taken for a run each.
 */
import { existsSync } from 'node:fs'
import { glob, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  type ParsedSamples,
  parseSampleText,
  plural,
  type Quantity,
  SAMPLE_UNITS,
  type Side,
  sampleRuns,
} from '../../analysis/index.ts'
import { messageOf, UserError } from '../errors.ts'

/** A label has no slash, so that a path with a = in one of its folders is a path. */
const ARGUMENT = /^(?<label>[^=/\\:]+)(?::(?<unit>[^=]+))?=(?<files>.+)$/s
const FILE_BYTES_MAX = 256 * 1024 * 1024
/** Nobody has run anything as often; more numbers than this are the samples of fewer runs. */
const RUNS_MAX = 10_000

export type PlainSamples = {
  readonly side: Side
  /** What its metrics are, by the ids that the runs' values have. */
  readonly quantities: readonly Quantity[]
  /** What could not be read, each with file and line. */
  readonly problems: readonly string[]
  /** What was taken for a run, in words. */
  readonly about: string
}

type SampleFile = ParsedSamples & { readonly path: string }

/** Whether `argument` is plain samples and not the name of something recorded. */
export function isPlainSamples(argument: string): boolean {
  return ARGUMENT.test(argument) && !existsSync(argument)
}

export async function readPlainSamples(argument: string): Promise<PlainSamples> {
  const { label, unit, pattern } = parts(argument)
  const isPattern = !existsSync(pattern)
  const paths = isPattern ? await matching(pattern) : [pattern]
  const files = await Promise.all(paths.map(readSamples))
  const problems = files.flatMap(problemLines)
  const isFlat = files.every(({ shape }) => shape === 'values')
  const shape = isFlat && !isPattern ? 'values' : 'runs'
  const lists = files.flatMap(({ path, lists: of }) =>
    of.map((samples, index) => ({
      name: of.length === 1 ? basename(path) : `${basename(path)}[${index}]`,
      samples,
    })),
  )
  const { runs, quantities } = sampleRuns(shape, lists, unit)
  if (runs.length === 0) {
    throw new UserError(`there is no number in ${pattern}`, {
      suggestion: problems[0] ?? 'It takes one number a line, or JSON such as [[1.2, 1.3], [1.1]].',
    })
  }
  if (runs.length > RUNS_MAX) {
    throw new UserError(
      `${pattern} has ${aboutOf(shape, runs.length)}: at most ${RUNS_MAX} are read`,
      {
        suggestion:
          'Samples of one run belong together: a file for each run, as label="run-*.txt", or JSON lists.',
      },
    )
  }
  return { side: { label, runs }, quantities, problems, about: aboutOf(shape, runs.length) }
}

function parts(argument: string): {
  readonly label: string
  readonly unit: string | undefined
  readonly pattern: string
} {
  const { label, unit, files } = ARGUMENT.exec(argument)?.groups ?? {}
  if (label === undefined || files === undefined) {
    throw new UserError(`${argument} is not label=file`, { exitCode: 2 })
  }
  if (unit === undefined || Object.hasOwn(SAMPLE_UNITS, unit))
    return { label, unit, pattern: files }
  throw new UserError(`${argument}: there is no unit ${unit}`, {
    suggestion: `Units are ${Object.keys(SAMPLE_UNITS).join(', ')}; without one, numbers are numbers.`,
    exitCode: 2,
  })
}

/** In the order in which people number files: run-2 before run-10. */
async function matching(pattern: string): Promise<string[]> {
  const paths: string[] = []
  for await (const path of glob(pattern)) paths.push(path)
  if (paths.length > 0) {
    return paths.sort(new Intl.Collator('en', { numeric: true }).compare)
  }
  throw new UserError(`there is no file ${pattern}`, {
    suggestion: 'Several files are named by a pattern in quotes: "main=results/main-*.txt".',
    exitCode: 2,
  })
}

async function readSamples(path: string): Promise<SampleFile> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw new Error('it is a folder; name the files in it: folder/*')
    if (found.size > FILE_BYTES_MAX) throw new Error('it is larger than 256 MiB')
    return { path, ...parseSampleText(await readFile(path, 'utf8')) }
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

function problemLines({ path, bad, problems, lists }: SampleFile): string[] {
  if (bad === 0 && lists.every(({ length }) => length === 0)) return [`${path}: it is empty`]
  const left = bad - problems.length
  return [
    ...problems.map((problem) => `${path}: ${problem}`),
    ...(left === 0 ? [] : [`${path}: ${left} more like these`]),
  ]
}

function aboutOf(shape: 'values' | 'runs', count: number): string {
  return shape === 'values'
    ? `${plural(count, 'number')}, each taken for the result of a run`
    : `${plural(count, 'list')}, each taken for the samples of a run`
}
