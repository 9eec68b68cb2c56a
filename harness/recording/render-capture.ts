/**
 * A capture's own pages again, made from its record. Flame graphs and clinic's pages are made of raw data
 * when the capture is made, and stay as they are.
 */
import { perfStatMarkdown } from '../../analysis/index.ts'
import { writeTracePages } from '../tracing/write-trace.ts'
import type { StoredCapture } from './capture-store.ts'
import { writeWhole } from './store.ts'

export async function renderCapture({ record, folder }: StoredCapture): Promise<void> {
  switch (record.kind) {
    case 'syscalls':
      await writeTracePages({ results: folder }, record)
      return
    case 'perf-stat':
      await writeWhole(folder, 'report.md', perfStatMarkdown(record))
      return
    case 'flamegraph':
    case 'clinic':
  }
}
