/**
 * The kernel stamps datagrams with CLOCK_REALTIME; the agent lives by CLOCK_MONOTONIC. Their distance is
 * measured again and again, off the path of any datagram, because the first of them may be adjusted.
 */
import { CLOCK_REALTIME } from './constants.ts'
import type { Libc } from './libc.ts'
import type { Memory } from './memory.ts'

/** Frequency corrections stay below 500 ppm, half a microsecond in this time. */
const FRESH_MS = 1
/** Of a pair of readings that far apart, something came between: another time. */
const WIDTH_MS_MAX = 0.02

export class KernelTime {
  readonly #libc: Libc
  readonly #scratch: Memory
  readonly #nowMs: () => number
  /** A whole second that stamps are counted from, so that doubles keep their nanoseconds. */
  #baseS = 0
  /** Monotonic time of that second. */
  #baseMs = Number.NaN
  #measuredMs = Number.NEGATIVE_INFINITY

  constructor(libc: Libc, scratch: Memory, nowMs: () => number) {
    this.#libc = libc
    this.#scratch = scratch
    this.#nowMs = nowMs
  }

  /** Measures the distance of the clocks again, if that is due. */
  refresh(): void {
    const beforeMs = this.#nowMs()
    if (beforeMs - this.#measuredMs < FRESH_MS) return
    this.#libc.clockGettime(CLOCK_REALTIME, this.#scratch.address)
    const afterMs = this.#nowMs()
    if (afterMs - beforeMs > WIDTH_MS_MAX && !Number.isNaN(this.#baseMs)) return
    this.#measuredMs = afterMs
    this.#baseS = this.#seconds(this.#scratch, 0)
    this.#baseMs = (beforeMs + afterMs) / 2 - this.#scratch.getU32(8) / 1e6
  }

  /** A timespec of CLOCK_REALTIME in memory, as milliseconds of CLOCK_MONOTONIC. */
  monotonicMs(memory: Memory, offset: number): number {
    const sinceS = this.#seconds(memory, offset) - this.#baseS
    return this.#baseMs + sinceS * 1000 + memory.getU32(offset + 8) / 1e6
  }

  #seconds(memory: Memory, offset: number): number {
    return memory.getU32(offset) + memory.getI32(offset + 4) * 0x1_0000_0000
  }
}
