/** Files of a capture → what they say. */
import {
  type SyscallReport,
  SyscallSummary,
  syscallWarnings,
  type Warning,
} from '../../analysis/index.ts'
import type { TracingTool } from './capture-formats.ts'
import { DatagramWatch } from './datagram-watch.ts'
import { type ReadOptions, readCapture } from './read-capture.ts'
import type { ReportedRtts } from './reported-rtts.ts'

export type AnalyzeOptions = ReadOptions & {
  /** Names of clusters whose datagrams may be in it, besides the usual one. */
  readonly clusters?: readonly string[]
  /** Who was watched, where that is known. */
  readonly address?: string | undefined
  readonly rtts?: ReportedRtts
  readonly threadNames?: ReadonlyMap<number, string>
}

export type AnalyzedTrace = {
  readonly tool: TracingTool
  readonly report: SyscallReport
  readonly warnings: readonly Warning[]
}

/** `-` among `paths` is standard input. */
export async function analyzeFiles(
  paths: readonly string[],
  { clusters = [], address, rtts, threadNames, ...reading }: AnalyzeOptions = {},
): Promise<AnalyzedTrace> {
  const datagrams = new DatagramWatch(clusters, address)
  const { decode } = datagrams
  const summary = new SyscallSummary(
    rtts === undefined ? { decode } : { decode, reportedRtt: rtts.lookup },
  )
  const { tool, outcome, warnings } = await readCapture(paths, summary, reading)
  const report = summary.summary(threadNames === undefined ? { outcome } : { outcome, threadNames })
  const doubts = [...syscallWarnings(report, tool), ...datagrams.warnings(tool)]
  const blind = tool === 'perf' && report.sent.datagrams + report.received.datagrams > 0
  return { tool, report, warnings: [...warnings, ...(blind ? [NO_DATAGRAMS] : []), ...doubts] }
}

const NO_DATAGRAMS: Warning = {
  code: 'no-datagrams',
  message:
    'perf shows neither addresses nor bytes of datagrams: probe cycles, round trips and what others said of the process are not seen',
  advice: 'bpftrace and strace show them: --tool bpftrace',
}
