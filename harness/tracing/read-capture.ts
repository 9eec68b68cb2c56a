/**
 * Captures of system calls from where they are into a sink: files of any of the tools, the many files
 * of one `strace -ff`, zipped ones, standard input. What can be read is read; what is wrong with the
 * rest is a warning.
 */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import {
  type CaptureParser,
  type CountedCall,
  type LineCounts,
  type ParseOutcome,
  plural,
  StraceParser,
  type SyscallSink,
  type Warning,
} from '../../analysis/index.ts'
import { messageOf, UserError } from '../errors.ts'
import { captureBytes, DamagedArchive, firstBytes } from './capture-bytes.ts'
import { type CaptureFile, captureFiles } from './capture-files.ts'
import { formatOf, type TracingTool } from './capture-formats.ts'

const UNRECOGNIZED_SHOWN = 10
const HEAD_BYTES = 64 * 1024
/** What perf record writes is for perf alone. */
const PERF_DATA = 'PERFILE2'

export type ReadCapture = {
  readonly outcome: ParseOutcome
  readonly tool: TracingTool
  /** What strace counted itself, with -C. */
  readonly countedByStrace: readonly CountedCall[]
  readonly warnings: readonly Warning[]
}

export type ReadOptions = {
  /** What `-` stands for. */
  readonly stdin?: Readable
  readonly signal?: AbortSignal
}

/** Of several files the threads come one after the other. Rejects with a `UserError` when there is nothing to read. */
export async function readCapture(
  paths: readonly string[],
  sink: SyscallSink,
  { stdin = process.stdin, signal }: ReadOptions = {},
): Promise<ReadCapture> {
  const files = captureFiles(paths)
  const warnings: Warning[] = []
  const countedByStrace: CountedCall[] = []
  const parts: Part[] = []
  const originS = files.length > 1 ? firstSecond(files) : undefined
  for (const file of files) {
    const part = await readPart(file, sink, { stdin, signal, originS, warnings })
    if (part === undefined) continue
    const [first = part] = parts
    if (first.tool !== part.tool) throw mixed(first, part)
    parts.push(part)
    countedByStrace.push(...part.countedByStrace)
  }
  const [first] = parts
  if (first === undefined) throw nothingIn(warnings)
  const outcome = files.length === 1 ? first.outcome : merged(parts)
  warnings.push(...doubts(outcome, first.tool))
  return { outcome, tool: first.tool, countedByStrace, warnings }
}

type Part = {
  readonly path: string
  readonly tool: TracingTool
  readonly outcome: ParseOutcome
  readonly countedByStrace: readonly CountedCall[]
}

type PartOptions = {
  readonly stdin: Readable
  readonly signal: AbortSignal | undefined
  readonly originS: number | undefined
  readonly warnings: Warning[]
}

/** Undefined when the file is empty. */
async function readPart(
  { path, tid, ...file }: CaptureFile,
  sink: SyscallSink,
  { stdin, signal, originS, warnings }: PartOptions,
): Promise<Part | undefined> {
  let tool: TracingTool = 'strace'
  let parser: CaptureParser | undefined
  let isDamaged = false
  try {
    for await (const piece of captureBytes({ path, tid, ...file }, stdin)) {
      signal?.throwIfAborted()
      if (parser === undefined) {
        const head = piece.toString('latin1', 0, HEAD_BYTES)
        if (head.startsWith(PERF_DATA)) throw perfData(path)
        const format = formatOf(head)
        tool = format.tool
        parser = format.parser(sink, { tid, originS })
      }
      parser.push(piece)
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error
    isDamaged = true
    warnings.push(damaged(path, error))
  }
  if (parser === undefined) {
    if (!isDamaged) warnings.push(empty(path))
    return undefined
  }
  const outcome = parser.end()
  const countedByStrace = parser instanceof StraceParser ? parser.countedByStrace : []
  return { path, tool, outcome, countedByStrace }
}

/** From which the times of all files can count; undefined when they do not say. */
function firstSecond(files: readonly CaptureFile[]): number | undefined {
  const seconds = files.map((file) => {
    const head = firstBytes(file, HEAD_BYTES).toString('latin1')
    return Number(/^(?:\d{1,7} +)?(?<second>\d{9,12})(?:\.\d+)? /m.exec(head)?.groups?.['second'])
  })
  const known = seconds.filter((second) => !Number.isNaN(second))
  return known.length === 0 ? undefined : Math.min(...known)
}

function merged(parts: readonly Part[]): ParseOutcome {
  const outcomes = parts.map(({ outcome }) => outcome)
  const sum = (of: (outcome: ParseOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const count = (kind: keyof LineCounts) => sum(({ counts }) => counts[kind])
  const hasLost = outcomes.some(({ lost }) => lost !== undefined)
  return {
    counts: {
      lines: count('lines'),
      calls: count('calls'),
      signals: count('signals'),
      exits: count('exits'),
      notices: count('notices'),
      continuations: count('continuations'),
      unrecognized: count('unrecognized'),
    },
    unrecognized: parts
      .flatMap(({ path, outcome }) =>
        outcome.unrecognized.map(({ line, text }) => ({
          line,
          text: `${basename(path)}: ${text}`,
        })),
      )
      .slice(0, UNRECOGNIZED_SHOWN),
    unfinished: sum(({ unfinished }) => unfinished),
    ...(hasLost ? { lost: sum(({ lost = 0 }) => lost) } : {}),
    originS: outcomes.find(({ originS }) => originS > 0)?.originS ?? 0,
  }
}

/** Whether what was read is what it was taken for. */
function doubts({ counts }: ParseOutcome, tool: TracingTool): Warning[] {
  if (counts.unrecognized === 0 || counts.calls > 0) return []
  const advice =
    'strace, perf trace and bpftrace as run by swimbench are read; so is strace with any options.'
  const lines = plural(counts.lines, 'line')
  return [
    { code: 'not-a-capture', message: `no system call in ${lines}: is this ${tool}?`, advice },
  ]
}

function damaged(path: string, { cause }: DamagedArchive): Warning {
  const message = `${nameOf(path)} is damaged or was cut (${messageOf(cause)}): what came before that was read`
  return { code: 'damaged-archive', message, advice: `gzip -t ${path} says more.` }
}

function empty(path: string): Warning {
  return { code: 'empty-file', message: `${nameOf(path)} is empty`, advice: null }
}

function nothingIn(warnings: readonly Warning[]): UserError {
  const [first, ...others] = warnings
  const message = first?.message ?? 'there is nothing to read'
  return new UserError(others.length === 0 ? message : `${message}, and so are all others`, {
    suggestion:
      first?.advice ?? 'Nothing was captured: strace writes a call down when it has happened.',
  })
}

function mixed(one: Part, other: Part): UserError {
  return new UserError(
    `${nameOf(one.path)} is of ${one.tool} and ${nameOf(other.path)} of ${other.tool}`,
    { exitCode: 2, suggestion: 'Their clocks differ: analyse them one by one.' },
  )
}

function perfData(path: string): UserError {
  return new UserError(`${nameOf(path)} is data of perf record`, {
    exitCode: 2,
    suggestion: `If perf trace record wrote it: perf trace -i ${path} > trace.txt`,
  })
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path
}
