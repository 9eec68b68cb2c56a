/**
 * A metric over commits, as data: points in their order, a series of spreads for each metric, the steps
 * found in it, and what a reader has to know besides. The run is the unit: a point is what the runs of
 * one commit showed.
 */
import type { RunValues, Scale, Spread } from '../comparison/comparison.ts'
import type { Quantity } from '../comparison/metrics.ts'
import type { Warning } from '../run-record.ts'
import type { Circumstances } from './circumstances.ts'
import type { Difference } from './comparable.ts'

/** One commit of the line that a history follows. */
export type LineCommit = {
  readonly sha: string
  readonly subject: string
  readonly committedAt: string
}

/** One run as a history sees it. */
export type HistoryRun = RunValues & {
  /** Null where there was no checkout, and for plain samples. */
  readonly commit: { readonly sha: string; readonly dirty: boolean } | null
  readonly circumstances: Circumstances
  /** What may move with a commit or beside it and explain a step, by name: Node, kernel. */
  readonly versions: Readonly<Record<string, string>>
}

export type HistoryPoint = {
  /** The commit, abbreviated, with a plus where something had been changed; a run's id without one. */
  readonly label: string
  readonly sha: string | null
  readonly dirty: boolean
  readonly subject: string | null
  /** When it was committed; when its first run began where that is not known. */
  readonly at: string | null
  /** Its place on the line; null when there is none. */
  readonly position: number | null
  /** Ids of its runs. */
  readonly runs: readonly string[]
}

/** From one point to the next the metric became another, and stayed so. */
export type HistoryStep = {
  /** Index of the last point before it that was looked at, and of the first after it. */
  readonly from: number
  readonly to: number
  /** Mean over the points back to the step before, and up to the step after; geometric on `ratio`. */
  readonly before: number
  readonly after: number
  /** `ratio`: after ÷ before − 1. `difference`: after − before, in the unit. */
  readonly scale: Scale
  readonly change: number
  /** 95 %, taking for granted that it is here; null beside a single point. */
  readonly interval: readonly [number, number] | null
  /** That the two sides of it are alike. */
  readonly p: number
  readonly direction: 'better' | 'worse'
  /** How many commits came after `from`, `to` included: any of them may have done it. Null where no line tells. */
  readonly commits: number | null
  /** What else moved there: Node, the kernel, the floor. */
  readonly alongside: readonly string[]
}

export type HistorySeries = Pick<Quantity, 'id' | 'title' | 'unit' | 'better'> & {
  /** By point; of no runs where none of it has the metric. */
  readonly spreads: readonly Spread[]
  /** Points that steps were looked for in: those of clean commits that have the metric. */
  readonly considered: number
  readonly steps: readonly HistoryStep[]
}

/** Runs that were left out because they are not comparable with those shown. */
export type OtherGroup = {
  readonly runs: number
  readonly commits: number
  /** The newest of them. */
  readonly run: string
  readonly differences: readonly Difference[]
}

export type History = {
  readonly order: 'commits' | 'time' | 'given'
  /** What all its runs have in common, by name. */
  readonly circumstances: Readonly<Record<string, string>>
  readonly points: readonly HistoryPoint[]
  readonly series: readonly HistorySeries[]
  readonly others: readonly OtherGroup[]
  readonly warnings: readonly Warning[]
}
