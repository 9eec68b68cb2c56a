/** The segments of a round trip in figures. */
import { formatDuration } from '../format.ts'
import { SEGMENT_LABELS, SEGMENT_NAMES } from '../latency/segments.ts'
import type { Segments } from '../run-record.ts'
import type { DataTable } from './chart.ts'

export function segmentTable({ parts }: Segments): DataTable {
  return {
    columns: ['segment', 'p50', 'p90', 'p99', 'max'],
    rows: SEGMENT_NAMES.map((name) => {
      const { p50, p90, p99, max } = parts[name]
      return [SEGMENT_LABELS[name], ...[p50, p90, p99, max].map(formatDuration)]
    }),
  }
}
