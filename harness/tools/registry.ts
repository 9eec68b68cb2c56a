/** All tools by their names. */
import { bpftrace } from './bpftrace.ts'
import { perfTrace } from './perf-trace.ts'
import { strace } from './strace.ts'
import type { Tool, ToolName } from './tool.ts'

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  bpftrace,
  perf: perfTrace,
  strace,
}
