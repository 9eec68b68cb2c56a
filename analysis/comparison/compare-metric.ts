/** One metric of two sides: its runs side by side, and the effect between them. No verdict yet. */
import { mean, median } from 'simple-statistics'
import type { CompareOptions, MetricComparison, RunValues, Side, Spread } from './comparison.ts'
import { type Effect, pairedEffect, unseenEffect, welchEffect } from './effect.ts'
import type { Quantity } from './metrics.ts'
import { type Pair, pairUp } from './pairs.ts'
import { type Ruler, rulerOf } from './scale.ts'

/** Chance of a false claim, two-sided, unless asked for less. */
export const ALPHA = 0.05

export type MetricEffect = {
  readonly quantity: Quantity
  readonly unit: MetricComparison['unit']
  readonly ruler: Ruler
  readonly base: Spread
  readonly candidate: Spread
  /** Undefined where a side has no run with a value, or no block has both. */
  readonly effect: Effect | undefined
  readonly blocks: MetricComparison['blocks']
}

export function effectOf(
  quantity: Quantity,
  base: Side,
  candidate: Side,
  options: CompareOptions,
): MetricEffect {
  const read = reader(quantity, options)
  const bases = valuesOf(base.runs, read)
  const candidates = valuesOf(candidate.runs, read)
  const ruler = rulerOf(quantity, bases, candidates, options.margin)
  const alpha = options.alpha ?? ALPHA
  const differences =
    options.design === 'interleaved' ? blockDifferences(base, candidate, read, ruler) : []
  const effect =
    options.design === 'interleaved'
      ? pairedEffect(
          differences.map(({ difference }) => difference),
          alpha,
          options.seed,
        )
      : welchEffect(bases.map(ruler.inward), candidates.map(ruler.inward), alpha)
  const isUnseen =
    quantity.marginAbsolute !== null && [...bases, ...candidates].every((value) => value === 0)
  return {
    quantity,
    unit: isNormalized(quantity, options) ? 'floors' : quantity.unit,
    ruler,
    base: spreadOf(bases),
    candidate: spreadOf(candidates),
    effect:
      isUnseen && effect !== undefined
        ? unseenEffect(effect, exposureOf(quantity, base, candidate), alpha)
        : effect,
    blocks: differences.map(({ block, difference }) => ({
      block,
      change: ruler.outward(difference),
    })),
  }
}

type Read = (run: RunValues) => number | null

/** A run's value of a metric; null where it was not measured, or cannot be normalized. */
export function reader(quantity: Quantity, options: CompareOptions): Read {
  return (run) => {
    const value = run.values[quantity.id] ?? null
    if (value === null || !Number.isFinite(value)) return null
    if (!isNormalized(quantity, options)) return value
    return run.floorP50S !== null && run.floorP50S > 0 ? value / run.floorP50S : null
  }
}

function isNormalized({ scalesWithFloor }: Quantity, { normalizeBy }: CompareOptions): boolean {
  return normalizeBy === 'floor' && scalesWithFloor
}

/** Of every block with a value on both sides; several runs of a side in one block count as their mean. */
function blockDifferences(
  base: Side,
  candidate: Side,
  read: Read,
  ruler: Ruler,
): { block: number; difference: number }[] {
  const inside = (runs: Pair['base']) => {
    const values = valuesOf(runs, read).map(ruler.inward)
    return values.length === 0 ? undefined : mean(values)
  }
  return pairUp(base.runs, candidate.runs).pairs.flatMap((pair) => {
    const [before, after] = [inside(pair.base), inside(pair.candidate)]
    if (before === undefined || after === undefined) return []
    return [{ block: pair.block, difference: after - before }]
  })
}

function valuesOf(runs: readonly RunValues[], read: Read): number[] {
  return runs.map(read).filter((value) => value !== null)
}

/** In what an event was looked for, a block: the run itself for counts, its probes for shares; null: unknown. */
function exposureOf({ unit }: Quantity, base: Side, candidate: Side): number | null {
  if (unit !== 'share') return 1
  const probes = [...base.runs, ...candidate.runs].map((run) => run.probes ?? null)
  const known = probes.filter((count) => count !== null)
  return known.length < probes.length || known.length === 0 ? null : mean(known)
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { runs: 0, median: null, low: null, high: null, values }
  return {
    runs: values.length,
    median: median([...values]),
    low: Math.min(...values),
    high: Math.max(...values),
    values,
  }
}
