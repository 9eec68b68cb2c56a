/** Addresses taken apart for `network.peer.*`, each once. */
import type { Address } from '../protocol/message.ts'

const PEERS_MAX = 16_384

export class PeerAttributes {
  readonly #known = new Map<Address, { readonly host: string; readonly port: number }>()

  of(address: Address): { readonly host: string; readonly port: number } {
    const known = this.#known.get(address)
    if (known !== undefined) return known
    if (this.#known.size >= PEERS_MAX) this.#known.clear()
    const colon = address.lastIndexOf(':')
    const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
    const peer = { host, port: Number(address.slice(colon + 1)) }
    this.#known.set(address, peer)
    return peer
  }
}
