/** What carries an agent through time, moved by the test's hand: its clock, alarms and deferred acts. */
import type { Driver } from '../../agent/runtime/driver.ts'

export class HandDriver implements Pick<Driver, 'alarm' | 'clock' | 'defer'> {
  nowMs = 0
  readonly clock = { nowMs: () => this.nowMs }
  readonly #alarms: { dueMs: number; readonly ring: () => void }[] = []
  readonly #deferred: (() => void)[] = []

  alarm(ring: () => void): { set(dueMs: number): void } {
    const alarm = { dueMs: Number.POSITIVE_INFINITY, ring }
    this.#alarms.push(alarm)
    return {
      set: (dueMs) => {
        alarm.dueMs = dueMs
      },
    }
  }

  readonly defer = (act: () => void): void => {
    this.#deferred.push(act)
  }

  /** When the next alarm rings. */
  get dueMs(): number {
    return Math.min(...this.#alarms.map(({ dueMs }) => dueMs))
  }

  /** Does what was deferred so far. */
  turn(): void {
    for (const act of this.#deferred.splice(0)) act()
  }

  /** Lets time pass, with all that falls due in it. */
  pass(durationMs: number): void {
    const untilMs = this.nowMs + durationMs
    this.turn()
    while (this.dueMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.dueMs)
      for (const alarm of this.#alarms) {
        if (alarm.dueMs > this.nowMs) continue
        alarm.dueMs = Number.POSITIVE_INFINITY
        alarm.ring()
      }
      this.turn()
    }
    this.nowMs = untilMs
  }
}
