/** The pages of a capture of system calls: for browsers, and as Markdown. */
import { syscallMarkdown, syscallPage } from '../../analysis/index.ts'
import { readEcharts } from '../recording/render-run.ts'
import { type RunFolders, writeWhole } from '../recording/store.ts'
import { type SyscallCapture, viewOfCapture } from './capture-view.ts'

export const PAGE = 'report.html'

export async function writeTracePages(
  { results }: Pick<RunFolders, 'results'>,
  record: SyscallCapture,
): Promise<void> {
  const view = viewOfCapture(record)
  await writeWhole(results, 'report.md', syscallMarkdown(view))
  await writeWhole(results, PAGE, syscallPage(view, await readEcharts()))
}
