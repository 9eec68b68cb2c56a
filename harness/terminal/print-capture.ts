/** Prints a capture's report on stdout, and names the files it left. */
import type { CaptureRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { captureFiles } from './capture-files.ts'
import { captureReport } from './capture-report.ts'
import { columnsOf, paintFor } from './paint.ts'

/** `results` and `traces` are the capture's own folders. */
export function printCapture(
  record: CaptureRecord,
  folders: { readonly results: string; readonly traces: string },
): void {
  const stream = process.stdout
  const layout = { columns: columnsOf(stream), paint: paintFor(stream) }
  stream.write(`${captureReport(record, layout, filesOf(record, folders))}\n`)
}

/** The page to look at in a browser. */
export function requirePage(
  record: CaptureRecord,
  folders: { readonly results: string; readonly traces: string },
): string {
  const page = filesOf(record, folders).find(([, path]) => path.endsWith('.html'))?.[1]
  if (page !== undefined) return page
  throw new UserError(`${record.id} has no page to open`, {
    suggestion: 'Its report.md and capture.json have everything.',
  })
}

function filesOf(record: CaptureRecord, folders: Parameters<typeof captureFiles>[0]) {
  return captureFiles(folders, record.kind === 'clinic' ? record.clinic.page : undefined)
}
