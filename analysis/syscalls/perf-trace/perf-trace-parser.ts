/**
 * What `perf trace` prints → system calls. A line is
 *
 *     22623261.669 ( 0.005 ms): node/26968 recvmmsg(fd: 27, mmsg: 0x7f45, vlen: 32, flags: DONTWAIT) = 1
 *     22623138.697 (         ): node/26968 epoll_wait(epfd: 21, …)             ...
 *     22623138.697 ( 9.527 ms): node/26968  ... [continued]: epoll_wait())     = 0
 *
 * with its beginning in milliseconds; `?` for a call that was under way when perf attached. The second form
 * is a call that another thread's line interrupts, the third its end. Bytes and addresses are not there.
 */
import { CaptureHeader } from '../capture-header.ts'
import { errnoName } from '../errno-names.ts'
import { LineCounter, type LineKind } from '../line-counter.ts'
import { LineSplitter } from '../strace/line-splitter.ts'
import type { CaptureParser, ParseOutcome, SyscallSink } from '../syscall.ts'
import { descriptorIn, PrintedCall } from './printed-call.ts'

const LINE =
  /^ *(?<start>\?|\d+\.\d+) \( *(?:(?<duration>\d+\.\d+) ms)? *\): (?:(?<comm>.{0,15}?)\/(?<tid>\d+) )?(?<said>(?: ?\.\.\. \[continued\]: )?[a-z]\w*\(.*)$/
const CONTINUED = /^ ?\.\.\. \[continued\]: (?<name>\w+)\(\)\) +=(?: (?<result>.*))?$/
/** Of a process that perf has not met, as `getppid` may return, it prints nothing. */
const WHOLE = /^(?<name>\w+)\((?<args>.*)\) +=(?: (?<result>\S.*))?$/
const INTERRUPTED = /^(?<name>\w+)\((?<args>.*)\) +\.\.\.$/
const FAILED = /^-1 (?<errno>E[A-Z0-9]+) /
/** perf has no name for what the kernel says to itself. */
const NAMELESS = /^-1 \(unknown\) \(INTERNAL ERROR: strerror_r\((?<number>\d+),/
const LOST = /^LOST (?<count>\d+) events!$/
const UNFINISHED_MAX = 65_536
const ENDLESS: ReadonlySet<string> = new Set(['exit', 'exit_group'])

type Begun = { readonly name: string; readonly args: string }

export class PerfTraceParser implements CaptureParser {
  readonly #sink: SyscallSink
  readonly #decoder = new TextDecoder('latin1')
  readonly #lines = new LineSplitter((bytes, from, to) =>
    this.#line(this.#decoder.decode(bytes.subarray(from, to))),
  )
  readonly #counter = new LineCounter()
  readonly #header = new CaptureHeader()
  readonly #begun = new Map<number, Begun>()
  #lost = 0

  constructor(sink: SyscallSink) {
    this.#sink = sink
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): ParseOutcome {
    this.#lines.end((bytes, from, to) => this.#line(this.#decoder.decode(bytes.subarray(from, to))))
    const unfinished = this.#begun.size
    return { ...this.#counter.outcome(), unfinished, originS: 0, lost: this.#lost }
  }

  #line(line: string): void {
    const text = line.trimEnd()
    this.#counter.count(this.#take(text), text)
  }

  #take(text: string): LineKind {
    if (text === '') return 'continuations'
    if (text.startsWith('#')) return this.#header.take(text) ? 'notices' : 'unrecognized'
    const lost = LOST.exec(text)?.groups
    if (lost !== undefined) {
      this.#lost += Number(lost['count'])
      return 'notices'
    }
    const groups = LINE.exec(text)?.groups
    if (groups === undefined) return 'unrecognized'
    const { start = '?', duration, tid = '0', said = '' } = groups
    const times = {
      tid: Number(tid),
      startNs: start === '?' ? Number.NaN : nanoseconds(start),
      durationNs: duration === undefined ? Number.NaN : nanoseconds(duration),
    }
    return this.#said(times, said)
  }

  #said(times: Times, said: string): LineKind {
    const continued = CONTINUED.exec(said)?.groups
    if (continued !== undefined) {
      const { name = '', result = '' } = continued
      const begun = this.#begun.get(times.tid)
      this.#begun.delete(times.tid)
      return this.#ended(times, { name, args: begun?.name === name ? begun.args : '' }, result)
    }
    const whole = WHOLE.exec(said)?.groups
    if (whole !== undefined) {
      const { name = '', args = '', result = '' } = whole
      return this.#ended(times, { name, args }, result)
    }
    const { name, args = '' } = INTERRUPTED.exec(said)?.groups ?? {}
    if (name === undefined) return 'unrecognized'
    if (this.#begun.size < UNFINISHED_MAX) this.#begun.set(times.tid, { name, args })
    return 'continuations'
  }

  #ended(times: Times, { name, args }: Begun, result: string): LineKind {
    // Threads that end have nothing to return.
    if (result === '?' && ENDLESS.has(name)) return 'exits'
    const nameless = NAMELESS.exec(result)?.groups?.['number']
    const errno = FAILED.exec(result)?.groups?.['errno']
    const fd = descriptorIn(name, args)
    const pid = fd < 0 ? '' : (this.#header.onlyPid ?? '')
    const call = new PrintedCall({
      ...times,
      name,
      args,
      result: resultOf(result),
      errno: errno ?? (nameless === undefined ? '' : errnoName(Number(nameless))),
      what: this.#header.descriptorOf(pid, fd),
    })
    this.#sink.call(call)
    if (name === 'close' && call.result === 0) this.#header.forget(pid, fd)
    return 'calls'
  }
}

type Times = { readonly tid: number; readonly startNs: number; readonly durationNs: number }

/** From milliseconds with three decimals, which are whole microseconds. */
function nanoseconds(ms: string): number {
  return Math.round(Number(ms) * 1000) * 1000
}

/** `17`, `0x7fdd700de000`, `0 (Timeout)`, `1923 (sh)`; NaN for `?` and for names such as `RDWR|NONBLOCK`. */
function resultOf(text: string): number {
  const number = /^(?:-?\d+|0x[0-9a-f]+)(?= |$)/.exec(text)?.[0]
  return number === undefined ? Number.NaN : Number(number)
}
