/** A capture of system calls as reports get it, made from a prober's calls. */
import type { SyscallView } from '../../analysis/report/syscall-view.ts'
import { SyscallSummary } from '../../analysis/syscalls/summarize.ts'
import { syscallWarnings } from '../../analysis/syscalls/syscall-warnings.ts'
import { decodeWords, feed, probing } from './fake-syscall.ts'

export function sampleCapture({ cycles = 40, isForeign = false } = {}): SyscallView {
  const options = isForeign ? {} : { decode: decodeWords, reportedRtt: () => 120e3 }
  const report = feed(new SyscallSummary(options), probing(cycles)).summary({
    outcome: {
      counts: {
        lines: 5 * cycles + 3,
        calls: 5 * cycles,
        signals: 1,
        exits: 0,
        notices: 1,
        continuations: 0,
        unrecognized: 1,
      },
      unrecognized: [{ line: 7, text: 'what is this?' }],
      unfinished: 2,
      originS: 0,
    },
    threadNames: new Map([[1, 'protocol']]),
  })
  return {
    title: 'System calls of 127.0.0.1:9000',
    about: 'capture 20261123-000000-syscalls · strace 6.1',
    report,
    tool: 'strace',
    cost: {
      durationS: { control: 5, watched: 5 },
      cpuCores: { control: 0.01, watched: 0.04 },
      rttP50S: { control: 100e-6, watched: 300e-6 },
      rttSamples: { control: 50, watched: 50 },
      rttSource: 'the agent’s own probe cycles',
    },
    warnings: syscallWarnings(report, 'strace'),
    facts: [['tool', 'strace 6.1']],
  }
}
