/** Tells an observer four times a second how far a run is. */
import type { RunObserver, RunProgress } from './run-options.ts'

/** What is known of the run besides its phase. */
export type RunState = Omit<RunProgress, 'phase' | 'elapsedMs' | 'plannedMs'>

const INTERVAL_MS = 250

export class RunPhases implements Disposable {
  #observer: RunObserver
  #state: () => RunState
  #phase: RunProgress['phase']
  #beganAtMs = performance.now()
  #plannedMs: number | undefined
  #timer: NodeJS.Timeout

  constructor(observer: RunObserver, state: () => RunState, phase: RunProgress['phase']) {
    this.#observer = observer
    this.#state = state
    this.#phase = phase
    this.#timer = setInterval(() => this.#tell(), INTERVAL_MS)
    this.#tell()
  }

  enter(phase: RunProgress['phase'], plannedMs?: number): void {
    this.#phase = phase
    this.#plannedMs = plannedMs
    this.#beganAtMs = performance.now()
    this.#tell()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #tell(): void {
    this.#observer.progress({
      phase: this.#phase,
      elapsedMs: performance.now() - this.#beganAtMs,
      plannedMs: this.#plannedMs,
      ...this.#state(),
    })
  }
}
