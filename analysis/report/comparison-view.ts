/** Everything that a report of a comparison shows. What is absent was not recorded. */

import type { RttHistograms } from '../charts/comparison-distribution.ts'
import type { Sides } from '../charts/comparison-runs.ts'
import type { Comparison } from '../comparison/comparison.ts'
import type { ShiftFunction } from '../comparison/shift-function.ts'
import type { SyscallDiff } from '../syscalls/diff.ts'
import type { DiffTools } from './syscall-diff-table.ts'

/** What the runs of one side are, in words of the reader. */
export type SideAbout = {
  readonly label: string
  /** `10 runs of commit a1b2c3d4`. */
  readonly about: string
}

/** A file of the other things that were captured of both commits. */
export type ComparisonLink = { readonly path: string; readonly label: string }

export type ComparisonView = {
  readonly comparison: Comparison
  readonly sides: Sides
  readonly about: { readonly base: SideAbout; readonly candidate: SideAbout }
  /** How it was measured, in words: blocks, design, seed. */
  readonly facts: readonly string[]
  /** Of RTTs; undefined without histograms. */
  readonly rtts: RttHistograms | undefined
  /** How their distributions differ, quantile by quantile. */
  readonly shift: ShiftFunction | undefined
  /** Where the round trip goes, segment by segment; undefined where a side has no segments. */
  readonly segments: SegmentChanges | undefined
  readonly syscalls:
    | {
        readonly diff: SyscallDiff
        readonly tools: DiffTools
        readonly names: { readonly a: string; readonly b: string }
      }
    | undefined
  /** Reports and flame graphs of captures, by path relative to the page. */
  readonly captures: readonly ComparisonLink[]
}

export type SegmentChanges = readonly {
  readonly label: string
  /** Medians over runs of each run's p50. */
  readonly baseS: number | null
  readonly candidateS: number | null
}[]
