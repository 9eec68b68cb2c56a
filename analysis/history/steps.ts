/** Change points of a series, told in the terms of a history: between which commits, how much, what else moved. */
import { mean, median } from 'simple-statistics'
import { changePoints } from '../comparison/change-points.ts'
import type { Spread } from '../comparison/comparison.ts'
import { welchEffect } from '../comparison/effect.ts'
import type { Quantity } from '../comparison/metrics.ts'
import { type Ruler, rulerOf } from '../comparison/scale.ts'
import { formatPercent } from '../format.ts'
import type { HistoryStep } from './history.ts'
import type { PointWithRuns } from './points.ts'

/** From fewer points change points are not looked for: chance makes steps in any short series. */
export const POINTS_MIN = 20
const ALPHA = 0.05
/** A floor that moved by more than this may be what moved everything else. */
const FLOOR_MOVED = 0.05

/** A point that is looked at: its index, and what its runs showed. */
type Considered = { readonly index: number; readonly value: number }

export type Steps = { readonly considered: number; readonly steps: readonly HistoryStep[] }

/** Points with changes in no commit have no part in it: nobody knows what was measured there. */
export function findSteps(
  points: readonly PointWithRuns[],
  spreads: readonly Spread[],
  quantity: Quantity,
): Steps {
  const considered = points.flatMap(({ point }, index): Considered[] => {
    const value = spreads[index]?.median ?? null
    return point.dirty || value === null ? [] : [{ index, value }]
  })
  if (considered.length < POINTS_MIN) return { considered: considered.length, steps: [] }
  const values = considered.map(({ value }) => value)
  const ruler = rulerOf(quantity, values, [], 0.05)
  const found = changePoints(values.map(ruler.inward))
  const edges = [0, ...found.map(({ index }) => index), values.length]
  const steps = found.map(({ index, p }, order) => {
    const sides = {
      before: considered.slice(edges[order], index),
      after: considered.slice(index, edges[order + 2]),
    }
    return stepOf(points, sides, quantity, ruler, p)
  })
  return { considered: considered.length, steps }
}

type Sides = { readonly before: readonly Considered[]; readonly after: readonly Considered[] }

function stepOf(
  points: readonly PointWithRuns[],
  { before, after }: Sides,
  quantity: Quantity,
  ruler: Ruler,
  p: number,
): HistoryStep {
  const inside = (side: readonly Considered[]) => side.map(({ value }) => ruler.inward(value))
  const effect = welchEffect(inside(before), inside(after), ALPHA)
  const difference = effect?.estimate ?? 0
  const interval = effect?.interval ?? null
  const [from, to] = [before.at(-1)?.index ?? 0, after[0]?.index ?? 0]
  const typical = (side: readonly Considered[]) =>
    ruler.scale === 'ratio' ? Math.exp(mean(inside(side))) : mean(inside(side))
  return {
    from,
    to,
    before: typical(before),
    after: typical(after),
    scale: ruler.scale,
    change: ruler.outward(difference),
    interval: interval === null ? null : [ruler.outward(interval[0]), ruler.outward(interval[1])],
    p,
    direction: difference < 0 === (quantity.better === 'lower') ? 'better' : 'worse',
    commits: commitsBetween(points[from], points[to]),
    alongside: [
      ...versionsMoved(points[from], points[to]),
      ...(quantity.id.startsWith('floor.') ? [] : floorMoved(points, { before, after })),
    ],
  }
}

function commitsBetween(
  from: PointWithRuns | undefined,
  to: PointWithRuns | undefined,
): number | null {
  const [start, end] = [from?.point.position ?? null, to?.point.position ?? null]
  return start === null || end === null ? null : end - start
}

/** `Node 24.1.0 → 24.2.0`, between the last run before and the first after. */
function versionsMoved(from: PointWithRuns | undefined, to: PointWithRuns | undefined): string[] {
  const [old, young] = [from?.runs.at(-1)?.versions ?? {}, to?.runs[0]?.versions ?? {}]
  return Object.entries(young)
    .filter(([name, version]) => old[name] !== undefined && old[name] !== version)
    .map(([name, version]) => `${name} ${old[name]} → ${version}`)
}

function floorMoved(points: readonly PointWithRuns[], { before, after }: Sides): string[] {
  const floorOf = (side: readonly Considered[]) => {
    const known = side.flatMap(({ index }) =>
      (points[index]?.runs ?? []).flatMap(({ floorP50S }) => floorP50S ?? []),
    )
    return known.length === 0 ? undefined : median(known)
  }
  const [old, young] = [floorOf(before), floorOf(after)]
  if (old === undefined || young === undefined || old <= 0) return []
  const moved = young / old - 1
  if (Math.abs(moved) <= FLOOR_MOVED) return []
  return [`the machine's floor ${moved < 0 ? '−' : '+'}${formatPercent(Math.abs(moved))}`]
}
