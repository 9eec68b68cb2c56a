/** Which run comes when, and how long all of them will take. */
import { seededRandom } from '../../agent/index.ts'
import type { Arm } from './arms.ts'

/** Starting agents, their agreement, their end, the record: about this long with a few agents. */
const AROUND_MS = 5000

export type PlannedRun = { readonly round: number; readonly arm: Arm }

/**
 * Every arm once in each round, in an order that chance decides anew for every round: neither the
 * machine's drift nor what ran before favours anybody. Rounds count from 1.
 */
export function planRuns(arms: readonly Arm[], rounds: number, seed: number): PlannedRun[] {
  return Array.from({ length: rounds }, (_, index) => {
    const random = seededRandom(seed, index)
    const order = arms.map((arm) => ({ arm, at: random() })).sort((one, other) => one.at - other.at)
    return order.map(({ arm }) => ({ round: index + 1, arm }))
  }).flat()
}

/** What the runs to come will take, by what runs of the same arm took. */
export class RunTimes {
  readonly #plannedMs: number
  readonly #took = new Map<string, number[]>()

  /** `plannedMs` is what a run is meant to measure and warm up. */
  constructor(plannedMs: number) {
    this.#plannedMs = plannedMs
  }

  took(arm: Arm, ms: number): void {
    const known = this.#took.get(arm.name)
    if (known === undefined) this.#took.set(arm.name, [ms])
    else known.push(ms)
  }

  leftMs(runs: readonly PlannedRun[]): number {
    return runs.reduce((sum, { arm }) => sum + this.#expectedMs(arm), 0)
  }

  #expectedMs(arm: Arm): number {
    const all = [...this.#took.values()].flat()
    const known = this.#took.get(arm.name) ?? all
    if (known.length === 0) return this.#plannedMs + AROUND_MS
    return known.reduce((sum, ms) => sum + ms, 0) / known.length
  }
}
