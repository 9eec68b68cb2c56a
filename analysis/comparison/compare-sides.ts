/**
 * Did it get faster? Compares the runs of two builds metric by metric and comes to a verdict. How, and why:
 *
 * - The run is the unit. Samples of one run resemble each other more than those of another, so tests on
 *   pooled samples find differences between identical builds in nearly half of all cases.
 * - Runs that were measured together are compared with each other: what slows a whole block cancels out.
 *   Runs that were not are compared by Welch's t, with the warning that time itself may be the difference.
 * - The interval is held against the smallest change that matters, so that "no change" is a finding of its
 *   own and not the lack of one.
 * - One to three primary metrics make the verdict, adjusted by Holm; all others are exploratory and have q
 *   values.
 */

import { ALPHA, effectOf, type MetricEffect } from './compare-metric.ts'
import type { CompareOptions, Comparison, MetricComparison, Side, Verdict } from './comparison.ts'
import { comparisonWarnings } from './comparison-warnings.ts'
import { judge } from './judge.ts'
import { METRICS, type Quantity } from './metrics.ts'
import { benjaminiHochberg, holm } from './multiplicity.ts'

/** Worst news first. */
const GRAVITY: readonly Verdict[] = ['regression', 'inconclusive', 'improvement', 'equivalent']

export function compareSides(base: Side, candidate: Side, options: CompareOptions): Comparison {
  const effects = quantitiesOf(base, candidate, options.metrics ?? METRICS).map((quantity) =>
    effectOf(quantity, base, candidate, options),
  )
  const primary = options.primary.flatMap((id) => effects.filter((each) => isOf(each, id)))
  const exploratory = effects.filter((each) => !primary.includes(each))
  const metrics = [
    ...judged(primary, 'primary', options),
    ...judged(exploratory, 'exploratory', options),
  ]
  const { metrics: _, ...kept } = options
  return {
    base: base.label,
    candidate: candidate.label,
    options: kept,
    verdict: worst(metrics.filter(({ role }) => role === 'primary')),
    metrics,
    warnings: comparisonWarnings(base, candidate, metrics, options),
  }
}

function isOf({ quantity }: MetricEffect, id: string): boolean {
  return quantity.id === id
}

/** Every metric that some run has, those that nobody described last. */
function quantitiesOf(base: Side, candidate: Side, known: readonly Quantity[]): Quantity[] {
  const measured = new Set(
    [...base.runs, ...candidate.runs].flatMap(({ values }) =>
      Object.keys(values).filter((id) => (values[id] ?? null) !== null),
    ),
  )
  const strangers = [...measured].filter((id) => !known.some((quantity) => quantity.id === id))
  return [...known.filter(({ id }) => measured.has(id)), ...strangers.map(stranger)]
}

function stranger(id: string): Quantity {
  const unit = 'number'
  return { id, title: id, unit, better: 'lower', marginAbsolute: null, scalesWithFloor: false }
}

function judged(
  effects: readonly MetricEffect[],
  role: MetricComparison['role'],
  options: CompareOptions,
): MetricComparison[] {
  const tested = effects.filter(({ effect }) => (effect?.p ?? null) !== null)
  const ps = tested.map(({ effect }) => effect?.p ?? 1)
  const adjusted = role === 'primary' ? holm(ps) : benjaminiHochberg(ps)
  return effects.map((each) => {
    const p = adjusted[tested.indexOf(each)] ?? null
    const tests = role === 'primary' ? tested.length : 1
    return metricComparison(each, role, p, tests, options)
  })
}

function metricComparison(
  { quantity, unit, ruler, base, candidate, effect, blocks }: MetricEffect,
  role: MetricComparison['role'],
  p: number | null,
  tests: number,
  options: CompareOptions,
): MetricComparison {
  const { better } = quantity
  const { alpha = ALPHA } = options
  const interval = effect?.interval ?? null
  const judgement =
    effect === undefined
      ? ({
          verdict: 'inconclusive',
          reason: missing(base.runs, candidate.runs),
          blocksToDecide: null,
        } as const)
      : judge(effect, p, { better, margin: ruler.marginInside, alpha, tests })
  return {
    metric: quantity.id,
    title: quantity.title,
    unit,
    better,
    role,
    scale: ruler.scale,
    margin: ruler.margin,
    base,
    candidate,
    change: effect === undefined ? null : ruler.outward(effect.estimate),
    interval: interval === null ? null : [ruler.outward(interval[0]), ruler.outward(interval[1])],
    p: effect?.p ?? null,
    test: effect?.test ?? (options.design === 'interleaved' ? 'sign-flip' : 'welch'),
    pAdjusted: role === 'primary' ? p : null,
    q: role === 'exploratory' ? p : null,
    ...judgement,
    blocks,
  }
}

function missing(baseRuns: number, candidateRuns: number): string {
  if (baseRuns === 0) return 'no run of the base has it'
  if (candidateRuns === 0) return 'no run of the candidate has it'
  return 'no block has it on both sides'
}

function worst(metrics: readonly MetricComparison[]): Verdict {
  const found = GRAVITY.find((verdict) => metrics.some((metric) => metric.verdict === verdict))
  return found ?? 'inconclusive'
}
