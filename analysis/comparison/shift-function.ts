/**
 * How the distributions of two builds differ, quantile by quantile (Doksum's shift function; see G.
 * Rousselet et al., *Beyond differences in means*, Eur. J. Neurosci. 46, 2017). Histograms of a side are
 * merged. The bands come from a bootstrap of runs, or of whole blocks where runs are paired, and never of
 * samples, which within a run resemble each other. They are pointwise: of twenty quantiles of identical
 * builds, one leaves its band. Bootstraps of few runs are too narrow, so that their ends are taken further out
 * (the expanded percentile interval of T. Hesterberg, *What Teachers Should Know About the Bootstrap*, 2015).
 */
import { errorFunction, quantile as quantileOf } from 'simple-statistics'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import { type Cumulated, decodeToGrid, quantilesOf, totalOf } from './count-grid.ts'
import { BLOCKS_MIN } from './judge.ts'
import { seededRandom } from './seeded-random.ts'
import { studentTQuantile } from './student-t.ts'

export type RunHistogram = {
  /** HDR, V2 base64, of nanoseconds: as in `rtt.hdr`. */
  readonly encoded: string
  /** Where both sides have the same blocks, these are drawn whole. */
  readonly block?: number | undefined
}

export type ShiftPoint = {
  readonly quantile: number
  readonly baseS: number
  readonly candidateS: number
  /** Candidate − base. */
  readonly differenceS: number
  /** 95 %; null with too few runs. */
  readonly band: readonly [number, number] | null
  /** Candidate ÷ base − 1, with the same band in those terms. */
  readonly change: number
  readonly changeBand: readonly [number, number] | null
}

export type ShiftFunction = {
  /** In ascending order; none where a side has no sample. Quantiles for which a side has too few samples are left out. */
  readonly points: readonly ShiftPoint[]
  readonly paired: boolean
  /** Runs of each side. */
  readonly runs: { readonly base: number; readonly candidate: number }
  /** Histograms that could not be read and have no part in it. */
  readonly problems: readonly string[]
}

export type ShiftOptions = {
  readonly seed: number
  readonly resamples?: number
}

const RESAMPLES = 1000
/** Twentieths, and the tail by nines. */
const QUANTILES = [
  0.01,
  ...Array.from({ length: 19 }, (_, index) => (index + 1) / 20),
  0.99,
  0.999,
  0.9999,
]
const CONFIDENCE = 0.95

export function shiftFunction(
  base: readonly RunHistogram[],
  candidate: readonly RunHistogram[],
  { seed, resamples = RESAMPLES }: ShiftOptions,
): ShiftFunction {
  const encodings = [...base, ...candidate].map(({ encoded }) => encoded)
  const { runs, firstCell, problems } = decodeToGrid(encodings)
  const readable = (histograms: readonly RunHistogram[], offset: number) =>
    histograms.flatMap(({ block }, index): Run[] => {
      const counts = runs[offset + index]
      return counts === undefined ? [] : [{ counts, block }]
    })
  const sides: Sides = [readable(base, 0), readable(candidate, base.length)]
  const pairs = pairedBlocks(sides)
  const [bases, candidates] = (pairs ?? sides).map((side) => side.map(({ counts }) => counts)) as [
    Cumulated[],
    Cumulated[],
  ]
  const fewest = Math.min(totalOf(bases), totalOf(candidates))
  const quantiles = QUANTILES.filter((quantile) => fewest >= samplesNeeded(quantile))
  const measure = (picked: readonly Cumulated[]) => quantilesOf(picked, firstCell, quantiles)
  const fewestRuns = Math.min(bases.length, candidates.length)
  const hasBands = fewestRuns >= BLOCKS_MIN
  const tail = hasBands ? tailFor(fewestRuns) : 0
  const random = seededRandom(seed)
  const resampled = Array.from({ length: hasBands ? resamples : 0 }, () => {
    const places = draw(bases.length, random)
    const others = pairs === undefined ? draw(candidates.length, random) : places
    return [measure(pick(bases, places)), measure(pick(candidates, others))] as const
  })
  return {
    points: pointsOf(quantiles, [measure(bases), measure(candidates)], resampled, tail),
    paired: pairs !== undefined,
    runs: { base: bases.length, candidate: candidates.length },
    problems: problems.map(({ index, reason }) => {
      const isBase = index < base.length
      const place = isBase ? index : index - base.length
      return `histogram ${place + 1} of the ${isBase ? 'base' : 'candidate'}: ${reason}`
    }),
  }
}

type Run = { readonly counts: Cumulated; readonly block: number | undefined }
type Sides = readonly [readonly Run[], readonly Run[]]
/** Quantiles of the base and of the candidate. */
type Measured = readonly [readonly number[], readonly number[]]

function pointsOf(
  quantiles: readonly number[],
  [before, after]: Measured,
  resampled: readonly Measured[],
  tail: number,
): ShiftPoint[] {
  return quantiles.map((quantile, order) => {
    const [baseS, candidateS] = [before[order] ?? 0, after[order] ?? 0]
    const drawn = resampled.map(([b, c]) => [b[order] ?? 0, c[order] ?? 0] as const)
    return {
      quantile,
      baseS,
      candidateS,
      differenceS: candidateS - baseS,
      band: bandOf(
        drawn.map(([b, c]) => c - b),
        tail,
      ),
      change: candidateS / baseS - 1,
      changeBand: bandOf(
        drawn.map(([b, c]) => c / b - 1),
        tail,
      ),
    }
  })
}

/** Both sides in the order of their blocks; undefined where runs have none, or a side several of one. */
function pairedBlocks([base, candidate]: Sides): Sides | undefined {
  const others = new Map(candidate.map((run) => [run.block, run]))
  const own = new Map(base.map((run) => [run.block, run]))
  if (own.has(undefined) || own.size < base.length || others.size < candidate.length) {
    return undefined
  }
  const both = base.filter(({ block }) => others.has(block))
  if (both.length === 0) return undefined
  return [both, both.flatMap(({ block }) => others.get(block) ?? [])]
}

function draw(count: number, random: () => number): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * count))
}

function pick(runs: readonly Cumulated[], places: readonly number[]): Cumulated[] {
  return places.flatMap((place) => runs[place] ?? [])
}

function bandOf(values: readonly number[], tail: number): readonly [number, number] | null {
  if (values.length === 0) return null
  return [quantileOf([...values], tail), quantileOf([...values], 1 - tail)]
}

/** What to leave out on either side, so that the band is as wide as t would have it and not the normal law. */
function tailFor(runs: number): number {
  const t = Math.sqrt(runs / (runs - 1)) * studentTQuantile(CONFIDENCE, runs - 1)
  return (1 - errorFunction(t / Math.SQRT2)) / 2
}
