/** Analyses files that somebody names, beside the run that they are of where that is said, and writes the page. */
import { basename, dirname, join } from 'node:path'
import { formatCount, plural, type SyscallView, syscallPage } from '../../analysis/index.ts'
import { interrupted } from '../errors.ts'
import { readEcharts } from '../recording/render-run.ts'
import { resolveRun, writeWhole } from '../recording/store.ts'
import { analyzeFiles } from './analyze-files.ts'
import { readRunRtts } from './run-rtts.ts'

export type AnalyzeRequest = {
  /** An id of a run, or what else names one. */
  readonly run: string | undefined
  /** Where to write the page. */
  readonly page: string | undefined
  readonly resultsDir: string
  readonly tracesDir: string
  readonly signal: AbortSignal
}

export async function analyzeCapture(
  files: readonly string[],
  { run, page, resultsDir, tracesDir, signal }: AnalyzeRequest,
): Promise<SyscallView> {
  const stored = run === undefined ? undefined : await resolveRun(run, resultsDir)
  const rtts = stored === undefined ? undefined : await readRunRtts(join(tracesDir, stored.id))
  // Agents of a run call their cluster after it.
  const clusters = stored === undefined ? [] : [stored.id]
  const options = { clusters, signal, ...(rtts !== undefined && { rtts }) }
  const analyzed = await analyzeFiles(files, options).catch((error: unknown) => {
    if (!signal.aborted) throw error
    throw interrupted('interrupted before the capture was read', error)
  })
  const { tool, report, warnings } = analyzed
  const [first = '-', ...others] = files
  const what = first === '-' ? 'standard input' : basename(first)
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more file')}`
  const view: SyscallView = {
    title: `System calls in ${what}${more}`,
    about: `${tool}, ${formatCount(report.lines?.lines)} lines${stored === undefined ? '' : `, of run ${stored.id}`}`,
    report,
    tool,
    cost: null,
    warnings: [...warnings, ...(rtts?.size === 0 ? [noRtts(run ?? '')] : [])],
    facts: [['files', files.join(', ')]],
  }
  if (page !== undefined) {
    await writeWhole(dirname(page), basename(page), syscallPage(view, await readEcharts()))
  }
  return view
}

function noRtts(run: string) {
  return {
    code: 'no-reported-rtts',
    message: `the traces of ${run} tell no round trips with their sequence numbers`,
    advice: 'They are in spans.jsonl of a run with spans, or in events.jsonl of one over ffi.',
  }
}
