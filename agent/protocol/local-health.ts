/**
 * Lifeguard's local health multiplier (Dadgar, Phillips, Currey 2018, §IV.A): an agent that sees signs
 * of its own slowness gives others more time. 0 is healthy.
 */
export class LocalHealth {
  readonly #max: number
  #score = 0

  constructor(max: number) {
    this.#max = max
  }

  get score(): number {
    return this.#score
  }

  /** Interval and timeout are multiplied by this. */
  get multiplier(): number {
    return this.#score + 1
  }

  /** Adds to the score within 0 … max; whether it changed. */
  adjust(by: number): boolean {
    const before = this.#score
    this.#score = Math.min(this.#max, Math.max(0, before + by))
    return this.#score !== before
  }
}
