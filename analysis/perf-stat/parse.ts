/**
 * Reads what `perf stat -x,` writes, for a process or thread by thread. Never throws: a line that is no
 * counter is counted and the first few are kept. Threads may be called anything, commas included.
 */
import { addCounters } from './add-counters.ts'
import type { PerfCounter, PerfStatReport, PerfThread } from './report.ts'

/** `name-tid,` with --per-thread, then value, unit, event, run time, share of it; metrics may follow. */
const LINE =
  /^(?:(.*)-(\d+),)?(\d+(?:\.\d+)?|<not counted>|<not supported>),([^,]*),([^,]+),\d+,(\d+(?:\.\d+)?)(?:,.*)?$/
/** Of a hybrid CPU, whose kinds of cores count apart: `cpu_core/cycles/`. */
const OF_CORES = /^cpu_(?:core|atom)\/([^/]+)\/(.*)$/
const MODIFIED = /^(.+?):([a-zA-Z]+)$/
/** They happen in the kernel, where a count of user space sees none of them. */
const KERNEL_EVENTS = new Set(['context-switches', 'cpu-migrations'])
/** They go on counting in the kernel, whatever they are told. */
const CLOCKS = new Set(['task-clock', 'cpu-clock'])
const UNRECOGNIZED_KEPT_MAX = 5
const LINE_CHARS_KEPT = 160

export type ParsedPerfStat = Omit<PerfStatReport, 'wallS' | 'cycles'>

type Row = { readonly thread: { readonly tid: number; readonly name: string } | undefined } & {
  readonly counter: PerfCounter
}

export function parsePerfStat(text: string): ParsedPerfStat {
  const rows: Row[] = []
  const first: string[] = []
  let count = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('# ')) continue
    const row = rowOf(line)
    if (row !== undefined) {
      rows.push(row)
      continue
    }
    count += 1
    if (first.length < UNRECOGNIZED_KEPT_MAX) first.push(line.slice(0, LINE_CHARS_KEPT))
  }
  const all = byThread(rows)
  const threads = all.filter(hasRun).sort((a, b) => clockMs(b) - clockMs(a))
  return {
    counters: addCounters(rows.map(({ counter }) => counter)),
    threads,
    threadsIdle: all.length - threads.length,
    unrecognized: { count, first },
  }
}

function rowOf(line: string): Row | undefined {
  const match = LINE.exec(line)
  if (match === null) return undefined
  const [, name, tid, value = '', unit, rawEvent = '', percent] = match
  const { event, isUserOnly } = eventOf(rawEvent)
  const status = statusOf(value, event, isUserOnly)
  return {
    thread: tid === undefined ? undefined : { tid: Number(tid), name: name ?? '' },
    counter: {
      event,
      unit: unit === 'msec' ? 'ms' : 'count',
      value: status === 'counted' ? Number(value) : null,
      status,
      isUserOnly,
      countedShare: status === 'counted' ? share(Number(percent)) : 0,
    },
  }
}

function statusOf(value: string, event: string, isUserOnly: boolean): PerfCounter['status'] {
  if (value === '<not supported>') return 'not-supported'
  if (isUserOnly && KERNEL_EVENTS.has(event)) return 'not-permitted'
  return value === '<not counted>' ? 'not-counted' : 'counted'
}

function eventOf(text: string): { readonly event: string; readonly isUserOnly: boolean } {
  const [, inner, ofCores = ''] = OF_CORES.exec(text) ?? []
  if (inner !== undefined) return { event: inner, isUserOnly: isUser(ofCores) }
  const [, event = text, modifiers = ''] = MODIFIED.exec(text) ?? []
  return { event, isUserOnly: isUser(modifiers) && !CLOCKS.has(event) }
}

/** `u` alone; `uk` is both. */
function isUser(modifiers: string): boolean {
  return modifiers.includes('u') && !modifiers.includes('k')
}

function share(percent: number): number {
  return Math.min(1, Math.max(0, percent / 100))
}

function byThread(rows: readonly Row[]): PerfThread[] {
  const threads = new Map<string, { tid: number; name: string; counters: PerfCounter[] }>()
  for (const { thread, counter } of rows) {
    if (thread === undefined) continue
    const key = `${thread.tid} ${thread.name}`
    const known = threads.get(key) ?? { ...thread, counters: [] }
    known.counters.push(counter)
    threads.set(key, known)
  }
  return [...threads.values()].map((one) => ({ ...one, counters: addCounters(one.counters) }))
}

function hasRun({ counters }: PerfThread): boolean {
  return counters.some(({ status }) => status === 'counted')
}

function clockMs({ counters }: PerfThread): number {
  return counters.find(({ event }) => event === 'task-clock')?.value ?? 0
}
