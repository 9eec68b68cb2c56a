/** Addresses, each once in the order of their first mention: lines name them by index. */
import type { Address } from '../protocol/message.ts'

export class AddressList {
  readonly #indexes = new Map<Address, number>()

  indexOf(address: Address): number {
    const known = this.#indexes.get(address)
    if (known !== undefined) return known
    this.#indexes.set(address, this.#indexes.size)
    return this.#indexes.size - 1
  }

  get all(): Address[] {
    return [...this.#indexes.keys()]
  }
}
