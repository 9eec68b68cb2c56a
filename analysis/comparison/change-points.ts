/**
 * Where a series changes its level: E-divisive as Apache Otava (Hunter) has it. A window moves over the
 * series; in it the split whose two parts differ most is looked for, in the parts the next, as long as
 * Student's t finds them different at ten times the level asked for. Of these weak points those go that do
 * not hold at the level itself, the weakest first, since its neighbours then have longer parts to be
 * judged by. Sources: D. Matteson, N. James, *A Nonparametric Approach for Multiple Change Point Analysis
 * of Multivariate Data*, JASA 109 (2014); M. Fleming et al., *Hunter: Using Change Point Detection to
 * Hunt for Performance Regressions*, ICPE 2023.
 *
 * One step is ours: in the end each point settles where the step between its neighbours most likely is. The
 * values should be independent of each other: in a series that wanders, change points are found that
 * nobody made.
 */
import { mean } from 'simple-statistics'
import { placeOfStep } from './step-place.ts'
import { studentTWithin } from './student-t.ts'

export type ChangePoint = {
  /** Of the first value after the change; never 0. */
  readonly index: number
  /** The first and the last of the places between which it is with 90 % probability. */
  readonly range: readonly [number, number]
  /** That the values on either side, up to the next change points, have the same mean. */
  readonly p: number
}

export type ChangePointOptions = {
  /** The level: how likely a point is that is none. */
  readonly pMax?: number
  /** Values that are looked at together, at least 4; a step that is soon taken back is lost in a longer stretch. */
  readonly windowLength?: number
}

const P_MAX = 0.001
const WINDOW_LENGTH = 50
/** How much easier it is to become a weak point. */
const WEAKER = 10

export function changePoints(
  values: readonly number[],
  { pMax = P_MAX, windowLength = WINDOW_LENGTH }: ChangePointOptions = {},
): ChangePoint[] {
  const weak = weakPoints(values, Math.min(0.5, pMax * WEAKER), windowLength)
  const strong = merged(values, weak, pMax)
  return judged(values, merged(values, settled(values, strong), pMax))
}

/** Each window begins at the last point of the one before, or half a window after its beginning. */
function weakPoints(values: readonly number[], pMax: number, windowLength: number): number[] {
  const found = new Set<number>()
  const step = Math.max(1, Math.floor(windowLength / 2))
  for (let start = 0; start < values.length; ) {
    const points = divided(values, start, Math.min(start + windowLength, values.length), pMax)
    for (const point of points) found.add(point)
    start = Math.max(points.at(-1) ?? 0, start + step)
  }
  return [...found].sort((a, b) => a - b)
}

/** Change points within [start, end), in order. */
function divided(values: readonly number[], start: number, end: number, pMax: number): number[] {
  const split = mostDivergentSplit(values, start, end)
  if (split === undefined || sameMeanP(values, start, split, end) >= pMax) return []
  return [...divided(values, start, split, pMax), split, ...divided(values, split, end, pMax)]
}

/**
 * The start of the second part of the two neighbouring parts, of which the first begins at `start` and the
 * second ends anywhere up to `end`, whose energy distance is greatest: how far values of one lie from those
 * of the other, less how far they lie from each other. Kept up to date value by value, it takes the
 * square of the length.
 */
export function mostDivergentSplit(
  values: readonly number[],
  start: number,
  end: number,
): number | undefined {
  let best: number | undefined
  let greatest = Number.NEGATIVE_INFINITY
  const at = (index: number) => values[index] ?? 0
  /** Sums of distances of values[index] to those of [start, stop), by index and stop. */
  const reach = (index: number): Float64Array => {
    const sums = new Float64Array(end - start + 1)
    for (let other = start; other < end; other += 1) {
      sums[other - start + 1] = (sums[other - start] ?? 0) + Math.abs(at(index) - at(other))
    }
    return sums
  }
  const reaches = Array.from({ length: end - start }, (_, offset) => reach(start + offset))
  const between = (index: number, from: number, to: number) => {
    const sums = reaches[index - start]
    return (sums?.[to - start] ?? 0) - (sums?.[from - start] ?? 0)
  }
  let firstRight = 0
  for (let stop = start + 2; stop <= end; stop += 1) {
    firstRight += between(stop - 1, start + 1, stop - 1)
    let within = { left: 0, right: firstRight }
    let across = between(start, start + 1, stop)
    for (let split = start + 1; split < stop; split += 1) {
      const [n, m] = [split - start, stop - split]
      const leftMean = n > 1 ? within.left / (n - 1) : 0
      const rightMean = m > 1 ? within.right / (m - 1) : 0
      const divergence = (2 * (across - m * leftMean - n * rightMean)) / (n + m)
      if (divergence > greatest) {
        greatest = divergence
        best = split
      }
      const toLeft = between(split, start, split)
      const toRight = between(split, split + 1, stop)
      within = { left: within.left + toLeft, right: within.right - toRight }
      across += toRight - toLeft
    }
  }
  return best
}

/** Without the points that do not hold at the level. */
function merged(values: readonly number[], weak: readonly number[], pMax: number): number[] {
  let points = [...weak]
  for (;;) {
    const ps = points.map((_, order) => pOf(values, points, order))
    const weakest = ps.indexOf(Math.max(...ps))
    if ((ps[weakest] ?? 0) < pMax) return points
    points = points.toSpliced(weakest, 1)
  }
}

/** From the left, each between its neighbours as they are by then. */
function settled(values: readonly number[], points: readonly number[]): number[] {
  const places: number[] = []
  for (const order of points.keys()) {
    const next = points[order + 1] ?? values.length
    places.push(placeOfStep(values, places.at(-1) ?? 0, next).index)
  }
  return places
}

function judged(values: readonly number[], points: readonly number[]): ChangePoint[] {
  return points.map((index, order) => {
    const [start, end] = neighbours(values, points, order)
    return { index, range: placeOfStep(values, start, end).range, p: pOf(values, points, order) }
  })
}

function pOf(values: readonly number[], points: readonly number[], order: number): number {
  const [start, end] = neighbours(values, points, order)
  return sameMeanP(values, start, points[order] ?? start, end)
}

function neighbours(
  values: readonly number[],
  points: readonly number[],
  order: number,
): readonly [number, number] {
  return [points[order - 1] ?? 0, points[order + 1] ?? values.length]
}

/** Student's two-sided t test of [start, split) against [split, end), of one variance; 1 for too few values. */
function sameMeanP(values: readonly number[], start: number, split: number, end: number): number {
  const [n, m] = [split - start, end - split]
  if (n < 1 || m < 1 || n + m < 3) return 1
  const left = values.slice(start, split)
  const right = values.slice(split, end)
  const [a, b] = [mean(left), mean(right)]
  if (a === b) return 1
  const squares = squaresAbout(left, a) + squaresAbout(right, b)
  const error = Math.sqrt((squares / (n + m - 2)) * (1 / n + 1 / m))
  return 1 - studentTWithin(Math.abs(a - b) / error, n + m - 2)
}

function squaresAbout(values: readonly number[], middle: number): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
}
