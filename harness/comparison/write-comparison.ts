/** The files of a comparison: its page, Markdown, CSV and JSON, in its folder and wherever else they were asked for. */
import { basename, dirname, join } from 'node:path'
import {
  type ComparisonView,
  comparisonCsv,
  comparisonMarkdown,
  comparisonPage,
} from '../../analysis/index.ts'
import { readEcharts } from '../recording/render-run.ts'
import { writeWhole } from '../recording/store.ts'

/** Where else to write; `-` is stdout. */
export type Destinations = {
  readonly html: string | undefined
  readonly markdown: string | undefined
  readonly csv: string | undefined
}

export type WrittenComparison = {
  /** What each is, and where it stands. */
  readonly files: readonly (readonly [what: string, path: string])[]
  /** The report to look at. */
  readonly page: string
  /** For stdout, instead of a report for people. */
  readonly output: string | undefined
}

export async function writeComparison(
  view: ComparisonView,
  folder: string,
  destinations: Destinations,
): Promise<WrittenComparison> {
  const markdown = comparisonMarkdown(view)
  const csv = comparisonCsv(view.comparison)
  const html = comparisonPage(view, await readEcharts())
  const json = `${JSON.stringify(view.comparison, null, 2)}\n`
  const written: [string, string][] = []
  const write = async (what: string, path: string, content: string) => {
    await writeWhole(dirname(path), basename(path), content)
    written.push([what, path])
  }
  await write('report', join(folder, 'report.html'), html)
  await write('Markdown', join(folder, 'report.md'), markdown)
  await write('CSV', join(folder, 'comparison.csv'), csv)
  await write('comparison', join(folder, 'comparison.json'), json)
  const outputs: string[] = []
  for (const [what, path, content] of [
    ['report', destinations.html, html],
    ['Markdown', destinations.markdown, markdown],
    ['CSV', destinations.csv, csv],
  ] as const) {
    if (path === '-') outputs.push(content)
    else if (path !== undefined) await write(what, path, content)
  }
  return {
    files: written,
    page: join(folder, 'report.html'),
    output: outputs.length === 0 ? undefined : outputs.join('\n'),
  }
}
