/**
 * Whose turn it is: shuffled round robin (SWIM paper, §4.3). Every member has one turn a round, which
 * bounds the time between two at 2n − 1 turns; newcomers enter at a random position.
 */
import type { Address } from './message.ts'
import { type Random, shuffle } from './shuffle.ts'

export class RoundRobin {
  readonly #members: Address[] = []
  readonly #random: Random
  #next = 0

  constructor(random: Random) {
    this.#random = random
  }

  add(member: Address): void {
    const position = Math.floor(this.#random() * (this.#members.length + 1))
    this.#members.splice(position, 0, member)
    if (position < this.#next) this.#next++
  }

  remove(member: Address): void {
    const position = this.#members.indexOf(member)
    if (position < 0) return
    this.#members.splice(position, 1)
    if (position < this.#next) this.#next--
  }

  /** Whoever is next, or undefined when there is nobody. */
  next(): Address | undefined {
    if (this.#members.length <= this.#next) {
      this.#next = 0
      shuffle(this.#members, this.#random)
    }
    return this.#members[this.#next++]
  }
}
