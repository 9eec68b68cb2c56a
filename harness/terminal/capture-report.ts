/** A capture of any kind as a person reads it in a terminal. */
import type { CaptureRecord } from '../../analysis/index.ts'
import type { CaptureFiles } from './capture-files.ts'
import { clinicReport } from './clinic-report.ts'
import { perfStatReport } from './perf-stat-report.ts'
import { profileReport } from './profile-report.ts'
import type { Layout } from './run-report.ts'
import { traceReport } from './trace-report.ts'

export function captureReport(record: CaptureRecord, layout: Layout, files: CaptureFiles): string {
  switch (record.kind) {
    case 'syscalls':
      return traceReport(record, layout, files)
    case 'perf-stat':
      return perfStatReport(record, layout, files)
    case 'flamegraph':
      return profileReport(record, layout, files)
    case 'clinic':
      return clinicReport(record, layout, files)
  }
}
