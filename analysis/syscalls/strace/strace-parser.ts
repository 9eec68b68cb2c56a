/**
 * strace's output → system calls, in any of its forms and with any of its options: a scanner over
 * bytes. A line costs what is asked of it: who, which call, when, how it ended; its arguments are
 * not touched until a sink wants them. Every line is counted as what it was.
 */
import type { CaptureParser, LineCounts, ParseOutcome, SyscallSink } from '../syscall.ts'
import {
  asciiText,
  LESS,
  MINUS,
  NUL,
  OPEN_PAREN,
  PERCENT,
  PLUS,
  RETURN,
  SPACE,
  spells,
} from './ascii.ts'
import { ByteTable } from './byte-table.ts'
import { type CallName, callName } from './call-name.ts'
import { type CountedCall, CountTable } from './count-table.ts'
import { Leader } from './leader.ts'
import { ATTACHED, CUT, EXIT, IS_NAME, NOTICE, SIGNAL, splitPoint } from './line-forms.ts'
import { LineSplitter } from './line-splitter.ts'
import { StraceCall } from './strace-call.ts'
import { Tail } from './tail.ts'
import { type Beginning, UnfinishedCalls } from './unfinished-calls.ts'

export type StraceOptions = {
  /** Whose lines they are that do not say: a file of a set that `-ff` wrote is about one thread. */
  readonly tid?: number | undefined
  /** So that the times of several files count from the same second. */
  readonly originS?: number | undefined
}

type TornLine = {
  readonly line: number
  readonly tid: number
  readonly called: CallName
  readonly startNs: number
  readonly args: Uint8Array
}

const UNRECOGNIZED_SHOWN = 10
const SHOWN_BYTES = 200
const WORDS_BYTES_MAX = 1024

const RESUMED = ' resumed>'
const NAME_BYTES_MAX = 64

export class StraceParser implements CaptureParser {
  readonly #sink: SyscallSink
  readonly #lines = new LineSplitter((bytes, from, to) => this.#line(bytes, from, to))
  readonly #leader: Leader
  readonly #tail = new Tail()
  readonly #table = new CountTable()
  readonly #unfinished = new UnfinishedCalls()
  readonly #names = new ByteTable<CallName>(1024, callName)
  readonly #call = new StraceCall()
  readonly #unrecognized: { line: number; text: string }[] = []
  readonly #counts = {
    lines: 0,
    calls: 0,
    signals: 0,
    exits: 0,
    notices: 0,
    continuations: 0,
    unrecognized: 0,
  }
  /** The call that began last. A line may go on with it that does not say so. */
  #last: Beginning | undefined
  /** The same, when its line had no end and could not be made sense of yet. */
  #torn: TornLine | undefined
  /** The last line after which that may be: strace's own words may come in between, and others'. */
  #lastLine = 0
  #hasDurations = false

  constructor(sink: SyscallSink, options: StraceOptions = {}) {
    this.#sink = sink
    this.#leader = new Leader(options)
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
    this.#unfinished.settle()
  }

  end(): ParseOutcome {
    this.#lines.end((bytes, from, to) => this.#line(bytes, from, to, true))
    const { originS } = this.#leader
    const counts: LineCounts = { ...this.#counts }
    return {
      counts,
      unrecognized: this.#unrecognized,
      unfinished: this.#unfinished.count,
      originS: Number.isNaN(originS) ? 0 : originS,
    }
  }

  /** What strace counted itself, when it was asked to. */
  get countedByStrace(): readonly CountedCall[] {
    return this.#table.counted
  }

  /** `isCut`: nothing says that the line is whole. */
  #line(bytes: Uint8Array, start: number, end: number, isCut = false): void {
    this.#counts.lines++
    let from = start
    let to = end
    const last = bytes[end - 1]
    if (last === RETURN || last === NUL || bytes[start] === NUL) {
      while (to > from && (bytes[to - 1] === RETURN || bytes[to - 1] === NUL)) to--
      // A hole in front: somebody emptied the file while strace wrote it.
      while (from < to && bytes[from] === NUL) from++
    }
    if (from === to) {
      this.#counts.continuations++
      return
    }
    if (this.#table.isOpen && this.#table.take(asciiText(bytes, from, shorter(from, to)))) {
      this.#counts.notices++
      return
    }
    const body = this.#leader.read(bytes, from)
    if (body < to && this.#body(bytes, from, body, to, isCut)) return
    this.#other(bytes, from, Math.min(body, to), to, isCut)
  }

  /** Returns whether it was something that strace says of a process. */
  #body(bytes: Uint8Array, from: number, body: number, to: number, isCut: boolean): boolean {
    let at = body
    while (at < to && IS_NAME[bytes[at] ?? 0] === 1) at++
    if (at > body) {
      if (bytes[at] !== OPEN_PAREN || at >= to || at - body > NAME_BYTES_MAX) return false
      const called = this.#names.get(bytes, body, at)
      if (this.#begun(called, bytes, at + 1, to, isCut)) return true
      this.#tear(called, bytes, from, at + 1, to)
      return true
    }
    const byte = bytes[body]
    if (byte === LESS) return this.#resumed(bytes, body, to, isCut)
    if (byte === MINUS && SIGNAL.test(asciiText(bytes, body, to))) {
      this.#counts.signals++
      return true
    }
    return byte === PLUS && this.#exit(bytes, body, to)
  }

  /** `name(` was read. */
  #begun(called: CallName, bytes: Uint8Array, from: number, to: number, isCut: boolean): boolean {
    const { tid, timeNs } = this.#leader
    const kind = this.#tail.read(bytes, from, to)
    if (kind === 'complete' && !this.#isCutShort(isCut)) {
      this.#finish(called, tid, timeNs, undefined, bytes, from)
      return true
    }
    let { argsTo } = this.#tail
    if (kind === 'none' || kind === 'complete') {
      const split = kind === 'none' ? splitPoint(bytes, from, to) : -1
      if (split < 0 && !isCut) return false
      argsTo = split < 0 ? to : split
    }
    const beginning = this.#unfinished.begin(tid, called, timeNs, bytes, from, argsTo)
    if (kind === 'abandoned') this.#unfinished.abandon(tid)
    this.#remember(beginning)
    this.#counts.continuations++
    return true
  }

  /** A call's line that does not end: others wrote to the same file, and it may go on behind that. */
  #tear(called: CallName, bytes: Uint8Array, lineFrom: number, from: number, to: number): void {
    const { tid, timeNs } = this.#leader
    this.#giveUp(bytes, lineFrom, to)
    this.#torn = {
      line: this.#counts.lines,
      tid,
      called,
      startNs: timeNs,
      args: new Uint8Array(bytes.subarray(from, to)),
    }
    this.#lastLine = this.#counts.lines
  }

  #remember(beginning: Beginning): void {
    this.#last = beginning
    this.#torn = undefined
    this.#lastLine = this.#counts.lines
  }

  /** `<... name resumed>` */
  #resumed(bytes: Uint8Array, body: number, to: number, isCut: boolean): boolean {
    if (!spells(bytes, body, '<... ')) return false
    const nameFrom = body + 5
    const nameTo = this.#resumedNameTo(bytes, nameFrom, to)
    const from = nameTo + RESUMED.length
    if (nameTo === nameFrom || from > to || !spells(bytes, nameTo, RESUMED)) return false
    const kind = this.#tail.read(bytes, from, to)
    const isWhole = kind === 'complete' && !this.#isCutShort(isCut)
    if (!isWhole && kind !== 'open' && kind !== 'abandoned' && !isCut) return false
    const beginning = this.#beginningOf(bytes, nameFrom, nameTo)
    const called = beginning?.called ?? this.#names.get(bytes, nameFrom, nameTo)
    if (isWhole) {
      this.#finishResumed(called, beginning, bytes, from)
      return true
    }
    this.#counts.continuations++
    const { tid } = this.#leader
    const { argsTo } = this.#tail
    if (beginning !== undefined) this.#unfinished.extend(beginning, bytes, from, argsTo)
    this.#remember(
      beginning ?? this.#unfinished.begin(tid, called, Number.NaN, bytes, from, argsTo),
    )
    if (kind === 'abandoned') this.#unfinished.abandon(beginning?.tid ?? tid)
    return true
  }

  /** Where the name ends: mostly it is that of the thread's open call. */
  #resumedNameTo(bytes: Uint8Array, from: number, to: number): number {
    const expected = this.#unfinished.of(this.#leader.tid)?.called.text ?? ''
    let at = from + expected.length
    if (at > to || !spells(bytes, from, expected)) at = from
    while (at < to && at - from < NAME_BYTES_MAX && IS_NAME[bytes[at] ?? 0] === 1) at++
    return at
  }

  /** Of the call that is resumed; undefined when it began before the capture did. */
  #beginningOf(bytes: Uint8Array, nameFrom: number, nameTo: number): Beginning | undefined {
    const { tid, hasPid } = this.#leader
    const own = this.#unfinished.of(tid)
    if (own !== undefined) {
      const { text } = own.called
      if (text.length === nameTo - nameFrom && spells(bytes, nameFrom, text)) return own
      this.#unfinished.abandon(tid)
    }
    const called = this.#names.get(bytes, nameFrom, nameTo)
    if (hasPid) {
      // It began when there was only one process, whose lines had no pid yet.
      const first = this.#unfinished.of(0)
      return first?.called === called ? first : undefined
    }
    // Only one process is left on stderr, and its lines lose their pid.
    const last = tid === 0 ? this.#unfinished.named(called) : undefined
    if (last !== undefined) this.#leader.isAlone(last.tid)
    return last
  }

  #finishResumed(
    called: CallName,
    beginning: Beginning | undefined,
    bytes: Uint8Array,
    from: number,
  ): void {
    const { tid, hasPid, timeNs } = this.#leader
    if (beginning === undefined) {
      // It began before the capture did.
      const startNs = timeNs - this.#tail.durationNs
      this.#finish(called, tid, startNs, undefined, bytes, from)
    } else {
      beginning.isOpen = false
      const whose = hasPid ? tid : beginning.tid
      this.#finish(called, whose, beginning.startNs, beginning, bytes, from)
    }
  }

  /** The rest of the call that began last, without a word of that. */
  #rest(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#lastLine !== this.#counts.lines - 1) return false
    if (this.#torn === undefined && this.#last?.isOpen !== true) return false
    const kind = this.#tail.read(bytes, from, to)
    if (kind === 'none') return false
    const beginning = this.#torn === undefined ? this.#last : this.#mend(this.#torn)
    if (beginning === undefined) return false
    if (kind === 'complete') {
      const { called, tid, startNs } = beginning
      beginning.isOpen = false
      this.#finish(called, tid, startNs, beginning, bytes, from)
      return true
    }
    this.#unfinished.extend(beginning, bytes, from, this.#tail.argsTo)
    this.#remember(beginning)
    if (kind === 'abandoned') this.#unfinished.abandon(beginning.tid)
    this.#counts.continuations++
    return true
  }

  /** The torn line was the beginning of a call after all. */
  #mend({ line, tid, called, startNs, args }: TornLine): Beginning {
    this.#counts.unrecognized--
    this.#counts.continuations++
    const index = this.#unrecognized.findIndex((shown) => shown.line === line)
    if (index >= 0) this.#unrecognized.splice(index, 1)
    return this.#unfinished.begin(tid, called, startNs, args, 0, args.length)
  }

  #finish(
    called: CallName,
    tid: number,
    startNs: number,
    beginning: Beginning | undefined,
    bytes: Uint8Array,
    argsFrom: number,
  ): void {
    const call = this.#call
    const tail = this.#tail
    call.called = called
    call.tid = tid
    call.startNs = startNs
    call.durationNs = tail.durationNs
    call.result = tail.result
    call.errno = tail.errno
    call.beginning = beginning
    call.bytes = bytes
    call.argsFrom = argsFrom
    call.argsTo = tail.argsTo
    if (tail.durationNs >= 0) this.#hasDurations = true
    this.#counts.calls++
    this.#sink.call(call)
  }

  /** A result may be cut, and look whole: where lines have durations, one without is not. */
  #isCutShort(isCut: boolean): boolean {
    return isCut && this.#hasDurations && Number.isNaN(this.#tail.durationNs)
  }

  #exit(bytes: Uint8Array, body: number, to: number): boolean {
    const exit = EXIT.exec(asciiText(bytes, body, to))
    if (exit === null) return false
    this.#counts.exits++
    const { tid } = this.#leader
    // The thread that called execve goes on as the process.
    if (exit.groups?.['thread'] !== undefined) this.#unfinished.rename(Number(exit[1]), tid)
    else this.#unfinished.forget(tid)
    return true
  }

  /** What is not about a call, or cannot be made sense of. */
  #other(bytes: Uint8Array, from: number, body: number, to: number, isCut: boolean): void {
    const words = asciiText(bytes, body, Math.min(to, body + WORDS_BYTES_MAX))
    if (NOTICE.test(words) || this.#isTable(bytes, from, to)) {
      this.#counts.notices++
      this.#skip()
    } else if (from === body && ATTACHED.test(words)) this.#counts.continuations++
    else if (this.#rest(bytes, from, to)) return
    else if (isCut && (body === to || CUT.test(words))) this.#counts.continuations++
    else this.#giveUp(bytes, from, to)
  }

  #isTable(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from] ?? 0
    const mayBe = first === PERCENT || first === SPACE || IS_NAME[first] === 1
    return mayBe && this.#table.take(asciiText(bytes, from, shorter(from, to)))
  }

  /** A call may go on behind this line, too. */
  #skip(): void {
    if (this.#lastLine === this.#counts.lines - 1) this.#lastLine++
  }

  #giveUp(bytes: Uint8Array, from: number, to: number): void {
    this.#counts.unrecognized++
    this.#skip()
    if (this.#unrecognized.length >= UNRECOGNIZED_SHOWN) return
    const text = new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + SHOWN_BYTES)))
    this.#unrecognized.push({ line: this.#counts.lines, text })
  }
}

/** No line of a table is longer. */
function shorter(from: number, to: number): number {
  return Math.min(to, from + WORDS_BYTES_MAX)
}
