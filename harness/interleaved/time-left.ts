/** How long the runs to come will take, by what those before them took. */

/** Starting agents, their agreement, their end, the record: about this long with a few agents. */
const AROUND_MS = 4000
/** Before the agents start and after they are gone, its processes too. */
const FLOOR_MS = 4500

export class TimeLeft {
  readonly #expectedMs: number
  #runs = 0
  #tookMs = 0

  constructor(run: {
    readonly durationMs: number
    readonly warmupMs: number
    readonly floor: boolean
  }) {
    this.#expectedMs = run.durationMs + run.warmupMs + AROUND_MS + (run.floor ? FLOOR_MS : 0)
  }

  took(ms: number): void {
    this.#runs += 1
    this.#tookMs += ms
  }

  /** For so many runs. */
  of(runs: number): number {
    return runs * (this.#runs === 0 ? this.#expectedMs : this.#tookMs / this.#runs)
  }
}
