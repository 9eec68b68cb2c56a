/**
 * Addresses as the kernel gives them (host, port) to their canonical text and back, each built once,
 * so that a datagram costs no string. Bounded: strangers cannot fill the memory.
 */
import type { Address } from '../protocol/message.ts'
import { formatAddress, parseAddress } from '../wire/address.ts'

const ENTRIES_MAX = 16_384

export type Endpoint = { readonly host: string; readonly port: number; readonly family: 4 | 6 }

export class AddressBook {
  readonly #byHost = new Map<string, Map<number, Address>>()
  readonly #endpoints = new Map<Address, Endpoint>()
  #entries = 0

  /** Empty for what has no address on the wire: a host with an IPv6 zone. */
  address(host: string, port: number): Address {
    const known = this.#byHost.get(host)?.get(port)
    return known ?? this.#enter(host, port)
  }

  /** Undefined when the text is no numeric address. */
  endpoint(address: Address): Endpoint | undefined {
    const known = this.#endpoints.get(address)
    if (known !== undefined) return known
    const parsed = parseAddress(address)
    if (parsed === undefined) return undefined
    if (this.#endpoints.size >= ENTRIES_MAX) this.#endpoints.clear()
    this.#endpoints.set(address, parsed)
    return parsed
  }

  #enter(host: string, port: number): Address {
    if (this.#entries >= ENTRIES_MAX) {
      this.#byHost.clear()
      this.#entries = 0
    }
    const text = formatAddress(host, port)
    const address = parseAddress(text) === undefined ? '' : text
    let byPort = this.#byHost.get(host)
    if (byPort === undefined) {
      byPort = new Map()
      this.#byHost.set(host, byPort)
    }
    byPort.set(port, address)
    this.#entries++
    return address
  }
}
