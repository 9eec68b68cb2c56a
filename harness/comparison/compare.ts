/** From what is compared to a verdict, with what explains it. */
import {
  type CompareOptions,
  type Comparison,
  type ComparisonView,
  compareSides,
  DEFAULT_PRIMARY,
  optionsProblem,
  type Quantity,
  segmentChanges,
  shiftFunction,
} from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import type { StoredRun } from '../recording/store.ts'
import { explain } from './explain.ts'
import type { Matter } from './matter.ts'
import { noiseOf, readNoiseFloor } from './noise-floor.ts'
import { rttHistograms } from './rtt-histograms.ts'

export type JudgeRequest = {
  readonly margin: number
  /** Undefined: what suits what is compared. */
  readonly primary: readonly string[] | undefined
  readonly normalizeBy: CompareOptions['normalizeBy']
  readonly seed: number
  readonly resultsDir: string
  readonly tracesDir: string
}

/** Judges, and gathers what the report shows. */
export async function compareMatter(
  matter: Matter,
  request: JudgeRequest,
): Promise<ComparisonView> {
  const { base, candidate, runs, metrics } = matter
  const primary = request.primary ?? defaultPrimary(matter)
  // What is measured to find the noise out cannot be below it.
  const noise = matter.isSelf ? undefined : await readNoiseFloor(request.resultsDir, base)
  const noiseFloor = noiseOf(noise, primary)
  const options: CompareOptions = {
    margin: request.margin,
    primary,
    normalizeBy: request.normalizeBy,
    design: matter.design,
    seed: request.seed,
    ...(noiseFloor !== undefined && { noiseFloor }),
    ...(metrics !== undefined && { metrics }),
    ...(matter.plannedBlocks !== undefined && { plannedBlocks: matter.plannedBlocks }),
  }
  refuse(options, metrics)
  const judged = compareSides(base, candidate, options)
  const comparison: Comparison = {
    ...judged,
    warnings: [...judged.warnings, ...matter.warnings],
  }
  const [rtts, explanation] = await Promise.all([
    rttHistograms(matter),
    explain(runs.base, runs.candidate, { ...request, folder: matter.folder }),
  ])
  const recordsOf = (stored: readonly StoredRun[]) => stored.map(({ record }) => record)
  return {
    comparison,
    sides: { base, candidate },
    about: matter.about,
    facts: [...matter.facts, ...factsOf(options)],
    rtts,
    shift: rtts && shiftFunction(rtts.base, rtts.candidate, { seed: request.seed }),
    segments: segmentChanges(recordsOf(runs.base), recordsOf(runs.candidate)),
    ...explanation,
  }
}

/** What has values on both sides, as far as it has: of plain samples the median and p99, or their only number. */
function defaultPrimary({ metrics }: Matter): readonly string[] {
  if (metrics === undefined) return DEFAULT_PRIMARY
  const known = ['p50', 'p99'].filter((id) => metrics.some((metric) => metric.id === id))
  return known.length > 0 ? known : metrics.slice(0, 1).map(({ id }) => id)
}

function refuse(options: CompareOptions, metrics: readonly Quantity[] | undefined): void {
  const problem = optionsProblem(options)
  if (problem === undefined) return
  const isNoise = options.noiseFloor !== undefined && options.margin < options.noiseFloor
  const suggestion = isNoise
    ? `Ask for less: --margin ${Math.ceil(options.noiseFloor * 100)}%; or measure the machine again when it is quiet, with more blocks: swimbench compare HEAD --aa --blocks 20.`
    : metrics === undefined
      ? 'Metrics are those of thresholds: swimbench run --help; --primary takes one to three.'
      : `Metrics of these samples: ${metrics.map(({ id }) => id).join(', ')}.`
  throw new UserError(problem, { suggestion, exitCode: 2 })
}

function factsOf({ margin, normalizeBy, noiseFloor }: CompareOptions): string[] {
  const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`
  return [
    `margin ±${percent(margin)}`,
    normalizeBy === 'floor' ? 'divided by the floor of each run' : '',
    noiseFloor === undefined ? '' : `noise floor of the machine ${percent(noiseFloor)}`,
  ].filter((fact) => fact !== '')
}
