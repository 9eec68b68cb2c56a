/**
 * Monotonic nanoseconds to the wall-clock times of spans. One anchor, taken once: a clock that is
 * stepped later moves no span, and differences stay exact to the nanosecond.
 */
import type { HrTime } from '@opentelemetry/api'
import { type Clock, nanoseconds } from '../runtime/clock.ts'

const NS_PER_S = 1_000_000_000

export class WallTime {
  readonly #anchorNs: number
  readonly #anchorWallS: number
  readonly #anchorWallNs: number

  constructor(clock: Clock) {
    // The process noted both clocks at its start, to the microsecond; Date.now knows milliseconds.
    const nowMs = clock.nowMs()
    const wallMs = performance.timeOrigin + performance.now()
    this.#anchorNs = nanoseconds(nowMs)
    this.#anchorWallS = Math.floor(wallMs / 1000)
    this.#anchorWallNs = Math.round((wallMs - this.#anchorWallS * 1000) * 1e6)
  }

  /** Whole numbers all the way: the SDK keeps such a time as it is. */
  at(monotonicNs: number): HrTime {
    const sinceS = this.#anchorWallNs + (monotonicNs - this.#anchorNs)
    const carryS = Math.floor(sinceS / NS_PER_S)
    return [this.#anchorWallS + carryS, sinceS - carryS * NS_PER_S]
  }
}
