/**
 * The one timer of an agent. It rings once, never early, and up to about a millisecond late. After a
 * stall, datagrams that have arrived come before it: an ack in the socket is no time-out.
 *
 * setTimeout counts in whole milliseconds, so the last fraction is waited out turn by turn with
 * setImmediate, which lets datagrams in but burns CPU. Agents share their machine with those they
 * measure: waiting out whole milliseconds so costs far more in missed acks than it saves in lag.
 */
import type { Clock } from './clock.ts'

/** Fractions up to this are waited out turn by turn; longer ones with one more timeout. */
const SPIN_MS_MAX = 0.2
/** Later than this the process was stalled, and what arrived meanwhile goes first. */
const STALL_MS = 10
/** So many turns of the loop it gets for that. */
const STALL_TURNS = 64
const TIMEOUT_MS_MAX = 2 ** 31 - 1

export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #dueMs = Number.POSITIVE_INFINITY
  #timeout: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #stallTurns = 0

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Sets the alarm to another time, or off with Infinity. */
  set(dueMs: number): void {
    if (dueMs === this.#dueMs) return
    this.#dueMs = dueMs
    this.#disarm()
    if (dueMs !== Number.POSITIVE_INFINITY) this.#arm(dueMs - this.#clock.nowMs())
  }

  #arm(waitMs: number): void {
    if (waitMs <= SPIN_MS_MAX) {
      this.#immediate = setImmediate(this.#check)
    } else {
      this.#timeout = setTimeout(this.#check, Math.min(Math.floor(waitMs), TIMEOUT_MS_MAX))
    }
  }

  #disarm(): void {
    if (this.#timeout !== undefined) clearTimeout(this.#timeout)
    if (this.#immediate !== undefined) clearImmediate(this.#immediate)
    this.#timeout = undefined
    this.#immediate = undefined
  }

  readonly #check = (): void => {
    this.#timeout = undefined
    this.#immediate = undefined
    const waitMs = this.#dueMs - this.#clock.nowMs()
    if (waitMs > 0) {
      this.#arm(waitMs)
      return
    }
    if (waitMs < -STALL_MS && this.#stallTurns < STALL_TURNS) {
      this.#stallTurns++
      this.#immediate = setImmediate(this.#check)
      return
    }
    this.#stallTurns = 0
    this.#dueMs = Number.POSITIVE_INFINITY
    this.#ring()
  }
}
