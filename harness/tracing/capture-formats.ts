/** Which tools' captures can be read, and how one tells whose a capture is: by its first bytes. */
import {
  BpftraceParser,
  type CaptureParser,
  PerfTraceParser,
  type StraceOptions,
  StraceParser,
  type SyscallSink,
} from '../../analysis/index.ts'

export type TracingTool = 'strace' | 'perf' | 'bpftrace'

type CaptureFormat = {
  readonly tool: TracingTool
  /** By the beginning of the capture, one character a byte. */
  isWrittenBy(head: string): boolean
  parser(sink: SyscallSink, options: StraceOptions): CaptureParser
}

/** The first that fits; strace says nothing about itself, and so it is what is left. */
const CAPTURE_FORMATS: readonly CaptureFormat[] = [
  {
    tool: 'bpftrace',
    isWrittenBy: (head) => head.includes('# swimbench bpftrace'),
    parser: (sink) => new BpftraceParser(sink),
  },
  {
    tool: 'perf',
    isWrittenBy: (head) =>
      head.includes('# swimbench perf-trace') ||
      /^ *(?:\d+\.\d+|\?) \( *(?:\d+\.\d+ ms)?(?:\.\.\.)? *\): /m.test(head),
    parser: (sink) => new PerfTraceParser(sink),
  },
  {
    tool: 'strace',
    isWrittenBy: () => true,
    parser: (sink, options) => new StraceParser(sink, options),
  },
]

export function formatOf(head: string): CaptureFormat {
  const format = CAPTURE_FORMATS.find(({ isWrittenBy }) => isWrittenBy(head))
  if (format === undefined) throw new Error('the last format takes everything')
  return format
}
