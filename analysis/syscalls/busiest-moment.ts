/**
 * The ten milliseconds of a capture in which the most calls ended, waits not counted. A window slides
 * over the calls as they come; of the best one so far only its place in the ring is noted, and it is
 * copied out when the ring is about to overwrite it: at most once a round.
 */
import type { CallKind } from './call-kinds.ts'
import type { BusiestMoment } from './summary.ts'

const LENGTH_NS = 10e6
const RING = 8192
/** Of the picture, before the first call. */
const MARGIN = 0.05
/** More could not be told apart in a picture, and nobody reads so long a table. */
const BARS_MAX = 400

export type MomentCall = {
  tid: number
  name: string
  kind: CallKind
  startNs: number
  durationNs: number
  isWait: boolean
  /** What it carried; empty for most. */
  text: string
}

/** By running numbers: the first call of a window, the one after its last, and those that were no waits. */
type Window = { readonly from: number; readonly to: number; readonly work: number }

export class BusiestWindow {
  /** Written over and over: a million calls must not make a million objects. */
  readonly #ring = Array.from({ length: RING }, emptyCall)
  #from = 0
  #next = 0
  #work = 0
  #newestNs = Number.NEGATIVE_INFINITY
  #best: Window = { from: 0, to: 0, work: 0 }
  #copied: readonly MomentCall[] | undefined

  /** Calls come in the order of their ends, more or less; their times are known. */
  add(call: Readonly<MomentCall>): void {
    const endNs = call.startNs + call.durationNs
    // Backwards by more than a window: another file of a set begins.
    if (endNs < this.#newestNs - LENGTH_NS) this.#restart()
    this.#newestNs = endNs
    while (this.#from < this.#next && this.#firstEndsBefore(endNs - LENGTH_NS)) this.#dropFirst()
    if (this.#next - this.#from === RING) this.#dropFirst()
    if (this.#copied === undefined && this.#next - this.#best.from === RING) {
      this.#copied = this.#copyOf(this.#best)
    }
    copy(call, this.#at(this.#next))
    this.#next += 1
    if (call.isWait) return
    this.#work += 1
    if (this.#work > this.#best.work) {
      this.#best = { from: this.#from, to: this.#next, work: this.#work }
      this.#copied = undefined
    }
  }

  /** Undefined where no call had its times. `firstNs`: when the capture began. */
  moment(firstNs: number, nameOf: (tid: number) => string | null): BusiestMoment | null {
    const calls = [...(this.#copied ?? this.#copyOf(this.#best))]
    if (calls.length === 0) return null
    const endNs = Math.max(...calls.map(({ startNs, durationNs }) => startNs + durationNs))
    // What comes before the first call that is no wait is empty to look at.
    const working = calls.filter(({ isWait }) => !isWait)
    const workNs = Math.min(...working.map((call) => call.startNs))
    const startNs = Math.max(firstNs, endNs - LENGTH_NS, workNs - MARGIN * (endNs - workNs))
    calls.sort((a, b) => a.startNs - b.startNs)
    const shown = calls.slice(0, BARS_MAX)
    const tids = [...new Set(shown.map(({ tid }) => tid))].sort((a, b) => a - b)
    return {
      atS: (startNs - firstNs) / 1e9,
      lengthS: Math.max(1, endNs - startNs) / 1e9,
      calls: this.#best.work,
      left: calls.length - shown.length,
      threads: tids.map((tid) => ({ tid, name: nameOf(tid) })),
      bars: shown.map((call) => ({
        thread: tids.indexOf(call.tid),
        name: call.name,
        kind: call.kind,
        startS: (call.startNs - startNs) / 1e9,
        durationS: call.durationNs / 1e9,
        isWait: call.isWait,
        text: call.text,
      })),
    }
  }

  #at(number: number): MomentCall {
    return this.#ring[number % RING] as MomentCall
  }

  #firstEndsBefore(ns: number): boolean {
    const { startNs, durationNs } = this.#at(this.#from)
    return startNs + durationNs < ns
  }

  #dropFirst(): void {
    if (!this.#at(this.#from).isWait) this.#work -= 1
    this.#from += 1
  }

  #restart(): void {
    this.#from = this.#next
    this.#work = 0
  }

  #copyOf({ from, to }: Window): MomentCall[] {
    return Array.from({ length: to - from }, (_, index) => ({ ...this.#at(from + index) }))
  }
}

/** Object.assign takes ten times as long, and this is done for every call. */
function copy(call: Readonly<MomentCall>, into: MomentCall): void {
  into.tid = call.tid
  into.name = call.name
  into.kind = call.kind
  into.startNs = call.startNs
  into.durationNs = call.durationNs
  into.isWait = call.isWait
  into.text = call.text
}

/** To be filled in. */
export function emptyCall(): MomentCall {
  return {
    tid: 0,
    name: '',
    kind: 'other',
    startNs: 0,
    durationNs: 0,
    isWait: false,
    text: '',
  }
}
