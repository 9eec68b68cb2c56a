/** A suspicion held by this agent: who accused, on what evidence, and until when. */
import type { Deadline } from './core.ts'
import type { Accusation, SuspicionEvent } from './event.ts'
import type { Address } from './message.ts'
import type { Timer } from './timers.ts'

export class Suspicion {
  readonly startedMs: number
  readonly #accusations: Accusation[]
  /** Falls due when the suspect has had its time. */
  timer: Timer<Deadline> | undefined

  constructor(first: Accusation) {
    this.startedMs = first.atMs
    this.#accusations = [first]
  }

  /** The first accuser: whose word is passed on to the suspect. */
  get accuser(): Address {
    return (this.#accusations[0] as Accusation).by
  }

  /** Independent confirmations so far: accusers besides the first. */
  get confirmations(): number {
    return this.#accusations.length - 1
  }

  /** Adds an accuser; false when it is known already. */
  confirm(accusation: Accusation): boolean {
    if (this.#accusations.some((known) => known.by === accusation.by)) return false
    this.#accusations.push(accusation)
    return true
  }

  ended(
    member: Address,
    incarnation: number,
    outcome: SuspicionEvent['outcome'],
    nowMs: number,
  ): SuspicionEvent {
    return {
      kind: 'suspicion',
      member,
      incarnation,
      startedMs: this.startedMs,
      endedMs: nowMs,
      outcome,
      accusers: this.#accusations,
    }
  }
}
