/**
 * What a comparison of two builds is made of and what it says. This file owns the format in which sides
 * and comparisons go to disk. Changes are told as candidate ÷ base − 1, or as candidate − base in the
 * metric's unit where a quotient makes no sense (see `Scale`).
 */
import { z } from 'zod'
import { parseStored } from '../parse-stored.ts'
import { warning } from '../run-record.ts'
import type { Quantity } from './metrics.ts'

/** One run's numbers. The run is the unit of every comparison: its samples are never pooled with another's. */
const runValues = z
  .object({
    id: z.string(),
    /** By metric id; null or absent: not measured. */
    values: z.record(z.string(), z.number().nullable()).readonly(),
    /** Of an interleaved measurement; runs of the two sides with the same number are a pair. */
    block: z.number().int().optional(),
    order: z.enum(['first', 'second']).optional(),
    startedAt: z.string().nullable(),
    floorP50S: z.number().nullable(),
    /** How many probes stand behind its shares. */
    probes: z.number().nullable().optional(),
    /** Whether its working tree had changes that are in no commit. */
    dirty: z.boolean().optional(),
    /** What it was measured under, by name: what must not differ between the sides. */
    facts: z.record(z.string(), z.string()).readonly().optional(),
  })
  .readonly()

const side = z.object({ label: z.string(), runs: z.array(runValues).readonly() }).readonly()

const verdict = z.enum(['regression', 'improvement', 'equivalent', 'inconclusive'])

const compareOptions = z
  .object({
    /** The smallest change that matters, as a share: 0.05. */
    margin: z.number().positive(),
    /** One to three metric ids. They alone make the verdict. */
    primary: z.array(z.string()).readonly(),
    normalizeBy: z.enum(['none', 'floor']),
    design: z.enum(['interleaved', 'recorded']),
    /** The margin that this machine can tell from nothing, from a comparison of a build with itself. */
    noiseFloor: z.number().optional(),
    /** Only where chance is needed: sign flips of more blocks than can be enumerated. */
    seed: z.number(),
    /** How many blocks were decided on beforehand; fewer measured is looking before the end. */
    plannedBlocks: z.number().int().optional(),
    /** Chance of a false claim, two-sided; 0.05. Less for those who look more than once. */
    alpha: z.number().optional(),
  })
  .readonly()

const spread = z
  .object({
    /** Runs with a value. */
    runs: z.number(),
    median: z.number().nullable(),
    /** The least and the greatest of the runs. */
    low: z.number().nullable(),
    high: z.number().nullable(),
    /** One a run that has one, in the order of the runs. */
    values: z.array(z.number()).readonly(),
  })
  .readonly()

const interval = z.tuple([z.number(), z.number()]).readonly()

const metricComparison = z
  .object({
    metric: z.string(),
    title: z.string(),
    /** `floors`: multiples of the machine's floor. */
    unit: z.enum(['seconds', 'bytes', 'share', 'count', 'per-second', 'number', 'floors']),
    better: z.enum(['lower', 'higher']),
    role: z.enum(['primary', 'exploratory']),
    /** `ratio`: changes are candidate ÷ base − 1. `difference`: candidate − base in the unit. */
    scale: z.enum(['ratio', 'difference']),
    /** The smallest change that matters, on that scale. On `ratio`, m means the factors 1 + m and 1 ÷ (1 + m). */
    margin: z.number(),
    base: spread,
    candidate: spread,
    change: z.number().nullable(),
    /** Of the change, at 1 − alpha (95 %). */
    interval: interval.nullable(),
    /** That there is no change at all; by which test is in `test`. */
    p: z.number().nullable(),
    /** `sign-flip-sampled`: too many blocks to try all flips, so that p is a seeded estimate. */
    test: z.enum(['sign-flip', 'sign-flip-sampled', 'welch']),
    /** After Holm, over the primary metrics; null for the others. */
    pAdjusted: z.number().nullable(),
    /** False-discovery rate after Benjamini and Hochberg, over the exploratory metrics; null for primary ones. */
    q: z.number().nullable(),
    verdict,
    /** Why a verdict is inconclusive, in words; null for the others. */
    reason: z.string().nullable(),
    /** How many blocks in all would most likely (80 %) decide, if the spread stays as it is. */
    blocksToDecide: z.number().nullable(),
    /** Change of each block, on the scale; empty where runs are not paired. */
    blocks: z.array(z.object({ block: z.number(), change: z.number() }).readonly()).readonly(),
  })
  .readonly()

const comparison = z
  .object({
    base: z.string(),
    candidate: z.string(),
    options: compareOptions,
    /** Of the primary metrics: the worst news there is. */
    verdict,
    metrics: z.array(metricComparison).readonly(),
    warnings: z.array(warning).readonly(),
  })
  .readonly()

export type RunValues = z.infer<typeof runValues>
export type Side = z.infer<typeof side>
export type Verdict = z.infer<typeof verdict>
export type Spread = z.infer<typeof spread>
export type MetricComparison = z.infer<typeof metricComparison>
export type Scale = MetricComparison['scale']
export type Comparison = z.infer<typeof comparison>
export type CompareOptions = z.infer<typeof compareOptions> & {
  /** What the metrics of these runs are, where they are not those of run records. */
  readonly metrics?: readonly Quantity[]
}

export type ParsedComparison =
  | { readonly ok: true; readonly comparison: Comparison }
  | { readonly ok: false; readonly problem: string }

/** Reads a comparison as JSON. One that is broken is a problem and not an exception. */
export function parseComparison(text: string): ParsedComparison {
  const stored = parseStored(text, comparison)
  return stored.ok ? { ok: true, comparison: stored.value } : stored
}
