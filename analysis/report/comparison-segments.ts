/** Where the round trip goes on both sides: which of its segments the change sits in. */
import { median } from 'simple-statistics'
import type { DataTable } from '../charts/chart.ts'
import { ABSENT, formatDuration } from '../format.ts'
import { SEGMENT_LABELS, SEGMENT_NAMES } from '../latency/segments.ts'
import type { RunRecord } from '../run-record.ts'
import type { SegmentChanges } from './comparison-view.ts'

/** Undefined where a side has no run whose cycles could be split. */
export function segmentChanges(
  base: readonly RunRecord[],
  candidate: readonly RunRecord[],
): SegmentChanges | undefined {
  const changes = SEGMENT_NAMES.map((name) => ({
    label: SEGMENT_LABELS[name],
    baseS: medianOf(base, name),
    candidateS: medianOf(candidate, name),
  }))
  const isKnown = changes.some(({ baseS, candidateS }) => baseS !== null && candidateS !== null)
  return isKnown ? changes : undefined
}

export function segmentChangeTable(changes: SegmentChanges): DataTable {
  return {
    columns: ['segment', 'base', 'candidate', 'difference'],
    rows: changes.map(({ label, baseS, candidateS }) => [
      label,
      formatDuration(baseS),
      formatDuration(candidateS),
      differenceText(baseS, candidateS),
    ]),
  }
}

/** The segment that moved most, in words. */
export function segmentText(changes: SegmentChanges): string {
  const moved = changes.flatMap(({ label, baseS, candidateS }) =>
    baseS === null || candidateS === null ? [] : [{ label, byS: candidateS - baseS }],
  )
  const most = moved.toSorted((one, other) => Math.abs(other.byS) - Math.abs(one.byS))[0]
  if (most === undefined) return ''
  return `What moved most is “${most.label}”: ${signed(most.byS)}. Medians over runs of each run’s p50.`
}

function differenceText(baseS: number | null, candidateS: number | null): string {
  return baseS === null || candidateS === null ? ABSENT : signed(candidateS - baseS)
}

function signed(seconds: number): string {
  return seconds > 0 ? `+${formatDuration(seconds)}` : formatDuration(seconds)
}

function medianOf(
  records: readonly RunRecord[],
  name: (typeof SEGMENT_NAMES)[number],
): number | null {
  const values = records.flatMap(({ rtt }) => rtt.segments?.parts[name].p50 ?? [])
  return values.length === 0 ? null : median(values)
}
