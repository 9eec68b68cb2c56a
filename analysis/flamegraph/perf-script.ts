/**
 * Reads what `perf script` prints, piece by piece: samples of the clock as time on the CPU, context
 * switches (`sched:sched_switch` with stacks, and `--switch-events` where recorded) as time off it.
 * Never throws; lines that are neither are counted.
 */
import { KERNEL_FILE } from './layers.ts'
import { OffCpuClock, type Wait } from './off-cpu.ts'
import { nameStack } from './perf-frames.ts'
import { type PerfFrame, type PerfHead, perfFrame, perfHead } from './perf-line.ts'
import { countSamples, type Profile } from './profile.ts'
import { ProfileBuilder } from './profile-builder.ts'

export type PerfScriptOptions = {
  readonly title: string
  /** What `perf record -F` was told: the weight of samples of events that are no clocks. */
  readonly frequencyHz?: number
}

/** Samples of these come with their period in nanoseconds. */
const CLOCK = /^(?:cpu|task)-clock\b/
const SWITCH = 'sched:sched_switch'
const LINE_CHARACTERS_MAX = 65_536
const PREEMPTED = { name: '(preempted)', file: KERNEL_FILE, line: 0 }

type OffStack = { readonly frames: readonly PerfFrame[]; readonly isPreempted: boolean }

export class PerfScriptParser {
  readonly #options: PerfScriptOptions
  readonly #onCpu = new ProfileBuilder('on-cpu')
  readonly #offCpu = new ProfileBuilder('off-cpu')
  readonly #clock = new OffCpuClock<OffStack>()
  readonly #comms = new Map<number, string>()
  #rest = ''
  #head: PerfHead | undefined
  #frames: PerfFrame[] = []
  #firstS = Number.POSITIVE_INFINITY
  #lastS = Number.NEGATIVE_INFINITY
  #isTimed = true
  #unrecognized = 0

  constructor(options: PerfScriptOptions) {
    this.#options = options
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = (lines.pop() ?? '').slice(0, LINE_CHARACTERS_MAX)
    for (const line of lines) this.#line(line.slice(0, LINE_CHARACTERS_MAX))
  }

  /** What was seen: a profile of each kind there was anything of; an empty one when there was nothing. */
  end(): Profile[] {
    if (this.#rest !== '') this.#line(this.#rest)
    this.#rest = ''
    this.#finishSample()
    for (const [tid, wait] of this.#clock.cut(this.#lastS)) this.#waited(tid, wait)
    const { title } = this.#options
    const durationS = this.#lastS > this.#firstS ? this.#lastS - this.#firstS : undefined
    const off = this.#offCpu.build({ title, unit: 'seconds', durationS })
    this.#onCpu.problem('lines that are no part of a sample', this.#unrecognized)
    const on = this.#onCpu.build({ title, unit: 'seconds', durationS })
    const hasOff = off.threads.length > 0
    const onCpu = on.threads.length === 0 && hasOff ? [] : [this.#isTimed ? on : countSamples(on)]
    return [...onCpu, ...(hasOff ? [off] : [])]
  }

  #line(line: string): void {
    if (/^\s*$/.test(line)) {
      this.#finishSample()
      return
    }
    if (this.#head !== undefined) {
      const frame = perfFrame(line)
      if (frame !== undefined) {
        this.#frames.push(frame)
        return
      }
      this.#finishSample()
    }
    const head = perfHead(line)
    if (head === undefined) {
      // perf opens with comments about the machine when it is asked to.
      if (!line.startsWith('#')) this.#unrecognized += 1
      return
    }
    this.#firstS = Math.min(this.#firstS, head.timeS || this.#firstS)
    this.#lastS = Math.max(this.#lastS, head.timeS)
    if (head.comm !== '') this.#comms.set(head.tid, head.comm)
    if (!head.event.startsWith('PERF_RECORD_')) this.#head = head
    else if (head.event.endsWith(' IN')) this.#running(head.tid, head.timeS)
    else if (head.event === 'PERF_RECORD_LOST') this.#onCpu.problem('gaps where perf lost samples')
  }

  #finishSample(): void {
    const head = this.#head
    if (head === undefined) return
    const frames = this.#frames
    this.#head = undefined
    this.#frames = []
    if (head.event === SWITCH) this.#switched(head, frames)
    else this.#sampled(head, frames)
  }

  #sampled(head: PerfHead, frames: readonly PerfFrame[]): void {
    this.#running(head.tid, head.timeS)
    const { frequencyHz } = this.#options
    const isClock = CLOCK.test(head.event) && head.period !== undefined
    if (!isClock && frequencyHz === undefined) this.#isTimed = false
    const weightS = isClock ? (head.period ?? 0) / 1e9 : 1 / (frequencyHz ?? 1)
    add(this.#onCpu, this.#name(head.tid), head.tid, { frames, isPreempted: false }, weightS)
  }

  /** The event is told by the thread that leaves the CPU, and names the one that gets it. */
  #switched({ tid, timeS, detail }: PerfHead, frames: readonly PerfFrame[]): void {
    const next = /\bnext_pid=(\d+)/.exec(detail)?.[1]
    if (next !== undefined) this.#running(Number(next), timeS)
    if (tid === 0) return
    const early = this.#clock.running(tid, timeS)
    if (early !== undefined) {
      this.#waited(tid, early)
      this.#offCpu.problem('waits whose end was not seen: they hold the time on the CPU after them')
    }
    const isPreempted = /\bprev_state=R/.test(detail)
    this.#clock.switchedOut(tid, timeS, { frames, isPreempted })
  }

  #running(tid: number, timeS: number): void {
    const wait = this.#clock.running(tid, timeS)
    if (wait !== undefined) this.#waited(tid, wait)
  }

  #waited(tid: number, { stack, sinceS, untilS }: Wait<OffStack>): void {
    add(this.#offCpu, this.#name(tid), tid, stack, untilS - sinceS)
  }

  #name(tid: number): string {
    return this.#comms.get(tid) ?? ''
  }
}

function add(
  builder: ProfileBuilder,
  name: string,
  tid: number,
  { frames, isPreempted }: OffStack,
  weight: number,
): void {
  // Threads get their names late, and keep their number.
  const thread = builder.thread('', tid)
  thread.name = name
  const named = nameStack(frames)
  let node = 0
  for (const frame of named) {
    const id = builder.frame(frame)
    if (frame.tier !== undefined) builder.ran(id, frame.tier)
    node = thread.child(node, id)
  }
  if (isPreempted) node = thread.child(node, builder.frame(PREEMPTED))
  if (node === 0) node = thread.child(0, builder.frame({ name: '[unknown]', file: '', line: 0 }))
  thread.hit(node, weight, 1)
}

export function parsePerfScript(text: string, options: PerfScriptOptions): Profile[] {
  const parser = new PerfScriptParser(options)
  parser.push(text)
  return parser.end()
}
