/**
 * How long before an alarm the thread wakes up to rehearse: as long as that takes one time in two on
 * this machine, timers that ring late included. What is left is spent polling, so there is little of it.
 */
const START_MS = 0.3
const MS_MIN = 0.05
const MS_MAX = 1
/** Up when it was too short, down when it was not: a balance at the median. */
const STEP_MS = 0.01

export class LeadTime {
  #ms = START_MS

  get ms(): number {
    return this.#ms
  }

  /** From the planned wake-up to the end of the rehearsal it took this long. */
  took(ms: number): void {
    const next = this.#ms + (this.#ms < ms ? STEP_MS : -STEP_MS)
    this.#ms = Math.min(MS_MAX, Math.max(MS_MIN, next))
  }
}
