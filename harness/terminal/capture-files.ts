/** The files of a capture, as its report names them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export type CaptureFiles = readonly (readonly [what: string, path: string])[]

/** Those that are there, of a capture's own folders; `page` is what a tool made itself. */
export function captureFiles(
  folders: { readonly results: string; readonly traces: string },
  page?: string,
): CaptureFiles {
  const files = [
    ['page', page === undefined ? '' : join(folders.traces, page)],
    ['report', join(folders.results, 'report.html')],
    ['flame graph', join(folders.results, 'flamegraph.html')],
    ['Markdown', join(folders.results, 'report.md')],
    ['Markdown', join(folders.results, 'flamegraph.md')],
    ['record', join(folders.results, 'capture.json')],
    ['captures', folders.traces],
  ] as const
  return files.filter(([, path]) => existsSync(path))
}
