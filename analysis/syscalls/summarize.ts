/**
 * Takes a capture call by call and says what it tells. Memory depends on how many different things there
 * are (calls, threads, descriptors, peers, each up to a limit) and not on how many calls.
 */
import { BusiestWindow, emptyCall } from './busiest-moment.ts'
import { CallTally, OTHERS, ThreadTally } from './call-tally.ts'
import { CappedMap } from './capped-map.ts'
import { DataCalls } from './data-calls.ts'
import type { DecodeDatagram, ReportedRtt } from './protocol-view.ts'
import type { SyscallReport } from './summary.ts'
import type { ParseOutcome, Syscall, SyscallSink } from './syscall.ts'
import { isWaiting, Waits } from './waits.ts'

const NAMES_MAX = 256
const THREADS_MAX = 1024
const THREAD_ROWS_MAX = 64
/** Backwards by more than this is not jitter of the tool. */
const DISORDER_NS = 10e6

export type SummaryOptions = {
  /** Reads datagrams of the protocol; without it no cycle is seen. */
  readonly decode?: DecodeDatagram
  readonly reportedRtt?: ReportedRtt
}

export type SummaryContext = {
  /** What the parser said at the end. */
  readonly outcome?: ParseOutcome
  readonly threadNames?: ReadonlyMap<number, string>
}

export class SyscallSummary implements SyscallSink {
  readonly #tallies = new CappedMap<string, CallTally>(
    NAMES_MAX,
    OTHERS,
    (name) => new CallTally(name),
  )
  readonly #threads = new CappedMap<number, ThreadTally>(
    THREADS_MAX,
    -1,
    (tid) => new ThreadTally(tid, this.#tallies),
  )
  readonly #waits = new Waits()
  readonly #data: DataCalls
  readonly #busiest = new BusiestWindow()
  /** Filled anew for every call. */
  readonly #momentCall = emptyCall()
  #thread: ThreadTally
  #firstNs = Number.POSITIVE_INFINITY
  #lastNs = Number.NEGATIVE_INFINITY
  #inOrder = true

  constructor({ decode = () => undefined, reportedRtt = () => undefined }: SummaryOptions = {}) {
    this.#data = new DataCalls(decode, reportedRtt)
    this.#thread = this.#threads.rest
  }

  call(call: Syscall): void {
    const { tid, name, startNs, durationNs, errno } = call
    // Most calls are of the same thread as the one before.
    const thread = tid === this.#thread.tid ? this.#thread : this.#threads.at(tid)
    this.#thread = thread
    const cell = thread.cells.at(name)
    const { tally } = cell
    const isTimed = durationNs >= 0
    const isWait = isTimed && isWaiting(tally.nature, durationNs)
    const workNs = isTimed && !isWait ? durationNs : 0
    const waitNs = isWait ? durationNs : 0

    cell.calls += 1
    thread.calls += 1
    thread.workNs += workNs
    thread.waitNs += waitNs
    if (isWait) thread.wakeUps += 1
    tally.calls += 1
    tally.workNs += workNs
    tally.waitNs += waitNs
    if (isTimed) tally.durations.record(durationNs)
    if (errno !== '') {
      tally.errors.at(errno).count += 1
      thread.errors += 1
    }
    if (isTimed && (isWait || tally.nature.kind === 'wait')) {
      this.#waits.add(durationNs, tally.nature.isPoll && call.result === 0)
    }

    const text = this.#data.take(call, thread, tally, workNs, waitNs)
    if (startNs >= 0 && isTimed) this.#place(call, tally, isWait, text)
  }

  summary({ outcome, threadNames }: SummaryContext = {}): SyscallReport {
    const tallies = [...this.#tallies.values(), this.#tallies.rest].filter(({ calls }) => calls > 0)
    const threads = [...this.#threads.values()].sort((a, b) => b.calls - a.calls || a.tid - b.tid)
    const sum = <T>(items: readonly T[], of: (item: T) => number) =>
      items.reduce((total, item) => total + of(item), 0)
    const calls = sum(tallies, (tally) => tally.calls)
    const workNs = sum(tallies, (tally) => tally.workNs)
    const spanS = this.#lastNs > this.#firstNs ? (this.#lastNs - this.#firstNs) / 1e9 : null
    const receiving = threads.filter(({ datagramsReceived }) => datagramsReceived > 0)
    const datagrams = sum(receiving, (thread) => thread.datagramsReceived)
    const data = this.#data.report(this.#lastNs)
    const nameOf = (tid: number) => threadNames?.get(tid) ?? null
    const everyThread = [...threads, this.#threads.rest]
    const lines = outcome?.counts ?? null
    return {
      calls,
      errors: sum(everyThread, (thread) => thread.errors),
      spanS,
      callsPerSecond: spanS === null ? null : calls / spanS,
      workS: workNs / 1e9,
      waitS: sum(tallies, (tally) => tally.waitNs) / 1e9,
      inOrder: this.#inOrder,
      lines,
      unrecognized: [...(outcome?.unrecognized ?? [])],
      unfinished: outcome?.unfinished ?? 0,
      lost: outcome?.lost ?? 0,
      bySyscall: tallies
        .sort((a, b) => b.workNs - a.workNs || b.calls - a.calls || (a.name < b.name ? -1 : 1))
        .map((tally) => tally.row(workNs)),
      threads: threads.slice(0, THREAD_ROWS_MAX).map((thread) => thread.row(nameOf(thread.tid))),
      waits: this.#waits.rows(),
      wakeUps: sum(everyThread, (thread) => thread.wakeUps),
      wakeUpsPerDatagram:
        datagrams === 0 ? null : sum(receiving, (thread) => thread.wakeUps) / datagrams,
      ...data,
      busiest: this.#busiest.moment(this.#firstNs, nameOf),
      rest: {
        syscalls: this.#tallies.rest.calls,
        threads: sum([...threads.slice(THREAD_ROWS_MAX), this.#threads.rest], (one) => one.calls),
        ...data.rest,
      },
    }
  }

  /** Where in time the call was. */
  #place({ tid, startNs, durationNs }: Syscall, tally: CallTally, isWait: boolean, text: string) {
    const endNs = startNs + durationNs
    if (startNs < this.#firstNs) this.#firstNs = startNs
    if (endNs > this.#lastNs) this.#lastNs = endNs
    else if (endNs < this.#lastNs - DISORDER_NS) this.#inOrder = false
    const call = this.#momentCall
    call.tid = tid
    call.name = tally.name
    call.kind = tally.nature.kind
    call.startNs = startNs
    call.durationNs = durationNs
    call.isWait = isWait
    call.text = text
    this.#busiest.add(call)
  }
}
