/**
 * The floor of a run: a moment right before its agents start and one right after they are gone, so that a
 * machine that was slow, or that changed, shows in the record. A floor that cannot be measured
 * is noted and left out; the run goes on.
 */
import { type Distribution, type RunRecord, summarizeLatency } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import type { RunOptions } from '../run-options.ts'
import type { RunPhases } from '../run-phases.ts'
import { measureFloor } from './measure-floor.ts'

/** 1.5 seconds each time: enough for a median with an interval. */
const GAP_MS = 50
const ROUNDS = 30

export class RunFloor {
  readonly #options: RunOptions
  readonly #phases: RunPhases
  readonly #note: (text: string) => void
  #before: Distribution | null = null
  #after: Distribution | null = null

  constructor(options: RunOptions, phases: RunPhases, note: (text: string) => void) {
    this.#options = options
    this.#phases = phases
    this.#note = note
  }

  /** What the record keeps; null when there is nothing to keep. */
  get record(): RunRecord['floor'] {
    if (this.#before === null) return null
    return { gapS: GAP_MS / 1000, before: this.#before, after: this.#after }
  }

  /** Rejects only when the run is interrupted. */
  async measureBefore(): Promise<void> {
    if (this.#options.floor) this.#before = await this.#measure()
    this.#options.signal.throwIfAborted()
  }

  /** Nobody who has interrupted the run waits for this. */
  async measureAfter(): Promise<void> {
    if (this.#before === null || this.#options.signal.aborted) return
    this.#after = await this.#measure()
  }

  async #measure(): Promise<Distribution | null> {
    const { realtime, signal } = this.#options
    this.#phases.enter('floor', GAP_MS * ROUNDS)
    try {
      const { rttS } = await measureFloor({ gapMs: GAP_MS, count: ROUNDS, realtime, signal })
      return summarizeLatency([rttS])
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (!signal.aborted) this.#note(`Without a floor: ${error.message}`)
      return null
    }
  }
}
