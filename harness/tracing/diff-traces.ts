/** Two captures as somebody named them → what differs. */
import { type DiffTools, diffSummaries, type SyscallDiff } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { loadTrace } from './load-trace.ts'

export type DiffedTraces = {
  readonly diff: SyscallDiff
  readonly names: { readonly a: string; readonly b: string }
  readonly tools: DiffTools
}

export async function diffTraces(a: string, b: string, resultsDir: string): Promise<DiffedTraces> {
  const [one, other] = [await loadTrace(a, resultsDir), await loadTrace(b, resultsDir)]
  const diff = diffSummaries(one.report, other.report)
  if (diff === undefined) {
    throw new UserError('one of the captures has neither probe cycles nor times to count by', {
      suggestion: 'Have strace write it with -ttt.',
    })
  }
  return {
    diff,
    names: { a: one.name, b: other.name },
    tools: { a: one.tool, b: other.tool },
  }
}
