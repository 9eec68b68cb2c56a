/** A recorded capture of system calls, and where its files are. */
import { type SyscallCapture, viewOfCapture } from '../tracing/capture-view.ts'
import type { CaptureFiles } from './capture-files.ts'
import { fileSection, joinSections } from './capture-sections.ts'
import type { Layout } from './run-report.ts'
import { syscallReport } from './syscall-report.ts'

export function traceReport(record: SyscallCapture, layout: Layout, files: CaptureFiles): string {
  return joinSections([[syscallReport(viewOfCapture(record), layout)], fileSection(files, layout)])
}
