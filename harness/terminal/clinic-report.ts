/** An agent under clinic as a person reads it in a terminal: clinic's own page has the rest. */
import { type CaptureRecord, printableStrings } from '../../analysis/index.ts'
import type { CaptureFiles } from './capture-files.ts'
import { fileSection, headSection, joinSections } from './capture-sections.ts'
import { doubtLines } from './doubt-lines.ts'
import type { Layout } from './run-report.ts'

export function clinicReport(
  stored: CaptureRecord & { readonly kind: 'clinic' },
  layout: Layout,
  files: CaptureFiles,
): string {
  const record = printableStrings(stored)
  return joinSections([
    headSection(record, layout),
    doubtLines(record.warnings, layout),
    fileSection(files, layout),
  ])
}
