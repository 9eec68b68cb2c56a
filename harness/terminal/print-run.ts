/** Prints a run's report on stdout, and names the files it left. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { printableStrings, type RunRecord } from '../../analysis/index.ts'
import { columnsOf, paintFor } from './paint.ts'
import { runReport } from './run-report.ts'

/** `results` and `traces` are the run's own folders. */
export function printRun(
  record: RunRecord,
  folders: { readonly results: string; readonly traces: string },
): void {
  const stream = process.stdout
  const files = [
    ['report', join(folders.results, 'report.html')],
    ['Markdown', join(folders.results, 'report.md')],
    ['record', join(folders.results, 'record.json')],
    ['captures', folders.traces],
  ] as const
  const present = files.filter(([, path]) => existsSync(path))
  const layout = { columns: columnsOf(stream), paint: paintFor(stream) }
  stream.write(`${runReport(printableStrings(record), layout, present)}\n`)
}
