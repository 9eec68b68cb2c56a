/**
 * Captures of our bpftrace program → system calls. The program notes calls in two pairs of maps that take turns of a
 * second, and bpftrace prints a map in no order: a turn is sorted before it is handed on.
 *
 *     @even[pid, tid, call, enterNs, exitNs, result, first argument]: 1
 *     @even_data[…the same, index, size, three words of address, words of data]: 1
 *     @seen: N                       the last line: how many calls there should be
 */
import { CaptureHeader } from '../capture-header.ts'
import { LineCounter } from '../line-counter.ts'
import { asciiText } from '../strace/ascii.ts'
import { LineSplitter } from '../strace/line-splitter.ts'
import type { CaptureParser, ParseOutcome, SyscallSink } from '../syscall.ts'
import { NotedCall } from './noted-call.ts'

const NOTED = /^@(even|odd)(_data)?\[(-?\d+(?:, -?\d+)*)\]: 1$/
const SEEN = /^@seen: (\d+)$/
/** bpftrace's own, and its maps when they are empty. */
const NOTICE =
  /^(?:Attaching \d+ probes?\.\.\.|(?:stdin:\S+ )?(?:WARNING|ERROR): .*|Lost \d+ events)$/
const CALL_FIELDS = 7
const MESSAGE_FIELDS = 14
/** A turn never has more; what claims to is handed on in parts. */
const TURN_CALLS_MAX = 262_144

export class BpftraceParser implements CaptureParser {
  readonly #sink: SyscallSink
  readonly #lines = new LineSplitter((bytes, from, to) => this.#line(asciiText(bytes, from, to)))
  readonly #counter = new LineCounter()
  readonly #header = new CaptureHeader()
  #turn = new Map<string, NotedCall>()
  /** The two before it: a bpftrace that is told to end may print one once more, after the last one. */
  #before: readonly ReadonlyMap<string, NotedCall>[] = []
  #parity = ''
  #calls = 0
  #seen = 0

  constructor(sink: SyscallSink) {
    this.#sink = sink
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk)
  }

  end(): ParseOutcome {
    this.#lines.end((bytes, from, to) => this.#line(asciiText(bytes, from, to)))
    this.#endTurn()
    // What it had no room for; zero when the capture was cut off before the last line.
    const lost = Math.max(0, this.#seen - this.#calls)
    return { ...this.#counter.outcome(), unfinished: 0, originS: 0, lost }
  }

  #line(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    const noted = text.startsWith('@') ? NOTED.exec(text) : null
    if (noted !== null) {
      this.#noted(text, noted)
      return
    }
    const seen = SEEN.exec(text)
    if (seen !== null) this.#seen = Number(seen[1])
    const isNotice = seen !== null || NOTICE.test(text) || this.#header.take(text)
    this.#counter.count(text === '' ? 'continuations' : isNotice ? 'notices' : 'unrecognized', text)
  }

  #noted(text: string, [, parity = '', data, key = '']: RegExpExecArray): void {
    const fields = key.split(', ')
    const isWhole =
      data === undefined ? fields.length === CALL_FIELDS : fields.length >= MESSAGE_FIELDS
    if (!isWhole || !isInOrder(fields)) {
      this.#counter.count('unrecognized', text)
      return
    }
    if (parity !== this.#parity || this.#turn.size >= TURN_CALLS_MAX) this.#endTurn()
    this.#parity = parity
    const identity = `${fields[1]} ${fields[3]} ${fields[4]}`
    if (this.#before.some((turn) => turn.has(identity))) {
      this.#counter.count('continuations', text)
      return
    }
    const known = this.#turn.get(identity)
    const call = known ?? new NotedCall(fields, this.#header.nameOf(fields[2] ?? ''))
    if (known === undefined) this.#turn.set(identity, call)
    if (data !== undefined) {
      const [index, sizeBytes, ...words] = fields.slice(CALL_FIELDS)
      call.add({ index: Number(index), sizeBytes: Number(sizeBytes), words })
    }
    this.#counter.count(known === undefined ? 'calls' : 'continuations', text)
  }

  #endTurn(): void {
    const calls = [...this.#turn.values()].sort((one, other) => one.endNs - other.endNs)
    this.#before = [this.#turn, ...this.#before.slice(0, 1)]
    this.#turn = new Map()
    this.#calls += calls.length
    for (const call of calls) {
      const fd = call.fd()
      if (fd >= 0) call.what = this.#header.descriptorOf(call.pid, fd)
      this.#sink.call(call)
      if (call.name === 'close' && call.errno === '') this.#header.forget(call.pid, fd)
    }
  }
}

/** It ends after it begins, and so does every number that a double holds. */
function isInOrder(fields: readonly string[]): boolean {
  const [enterNs, exitNs] = [Number(fields[3]), Number(fields[4])]
  return enterNs >= 0 && exitNs >= enterNs && exitNs < Number.MAX_SAFE_INTEGER
}
