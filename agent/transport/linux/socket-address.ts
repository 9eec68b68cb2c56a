/**
 * The kernel's socket addresses to our text and back, each built once. A datagram from a known peer
 * costs one lookup and no string.
 */
import type { Address } from '../../protocol/message.ts'
import { addressBytes, addressFromBytes, parseAddress } from '../../wire/address.ts'
import { AF_INET, AF_INET6 } from './constants.ts'
import { Memory } from './memory.ts'

/** sockaddr_in6, the larger of the two. */
export const SOCKET_ADDRESS_BYTES = 28
/** sockaddr_in. */
export const IPV4_ADDRESS_BYTES = 16
const ENTRIES_MAX = 16_384

export type SocketAddress = { readonly memory: Memory; readonly sizeBytes: number }

type Ipv4Peer = {
  /** As a signed number. */
  readonly host: number
  readonly port: number
  readonly address: Address
  readonly socketAddress: SocketAddress | undefined
}

export class SocketAddresses {
  readonly #addressOf: (bytes: Uint8Array) => number
  #outgoing = new Map<Address, SocketAddress>()
  /** Full before: also keeps the memory of what was given out lately and is still to be sent. */
  #older: ReadonlyMap<Address, SocketAddress> = new Map()
  /** By a number that few share: what is found is compared. */
  readonly #ipv4 = new Map<number, Ipv4Peer>()
  /** Who was read last: whoever speaks is the most likely to be spoken to. */
  #last: Ipv4Peer | undefined
  readonly #ipv6 = new Map<string, Address>()

  constructor(addressOf: (bytes: Uint8Array) => number) {
    this.#addressOf = addressOf
  }

  /** For a send call; undefined when the text is no numeric address. */
  of(address: Address): SocketAddress | undefined {
    const last = this.#last
    if (last !== undefined && last.address === address) return last.socketAddress
    return this.#outgoing.get(address) ?? this.#older.get(address) ?? this.#build(address)
  }

  /** Who a received socket address is; empty for what has no address on the wire. */
  read(memory: Memory, offset: number): Address {
    const { view } = memory
    const family = view.getUint16(offset, true)
    if (family === AF_INET) {
      const port = view.getUint16(offset + 2)
      const host = view.getInt32(offset + 4)
      const known = this.#ipv4.get(host ^ (port << 16))
      const isSame = known !== undefined && known.host === host && known.port === port
      const peer = isSame ? known : this.#enterIpv4(host, port, memory.bytes, offset)
      this.#last = peer
      return peer.address
    }
    return family === AF_INET6 ? this.#readIpv6(memory, offset) : ''
  }

  #build(address: Address): SocketAddress | undefined {
    const bytes = addressBytes(address)
    if (bytes === undefined) return undefined
    const isIpv4 = bytes.length === 6
    const memory = new Memory(SOCKET_ADDRESS_BYTES, this.#addressOf)
    memory.view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, true)
    memory.bytes.set(bytes.subarray(-2), 2)
    memory.bytes.set(bytes.subarray(0, -2), isIpv4 ? 4 : 8)
    const built = { memory, sizeBytes: isIpv4 ? IPV4_ADDRESS_BYTES : SOCKET_ADDRESS_BYTES }
    // Bounded: strangers cannot fill the memory.
    if (this.#outgoing.size >= ENTRIES_MAX) {
      this.#older = this.#outgoing
      this.#outgoing = new Map()
    }
    this.#outgoing.set(address, built)
    return built
  }

  #enterIpv4(host: number, port: number, bytes: Uint8Array, offset: number): Ipv4Peer {
    if (this.#ipv4.size >= ENTRIES_MAX) this.#ipv4.clear()
    const address = addressFromBytes(
      Uint8Array.of(...bytes.subarray(offset + 4, offset + 8), ...portBytes(bytes, offset)),
    )
    const peer = { host, port, address, socketAddress: this.of(address) }
    this.#ipv4.set(host ^ (port << 16), peer)
    return peer
  }

  #readIpv6({ bytes, view }: Memory, offset: number): Address {
    // A link-local peer is only known together with its interface, which addresses do not carry.
    if (view.getUint32(offset + 24, true) !== 0) return ''
    const key = String.fromCharCode(...bytes.subarray(offset + 2, offset + 24))
    const known = this.#ipv6.get(key)
    if (known !== undefined) return known
    if (this.#ipv6.size >= ENTRIES_MAX) this.#ipv6.clear()
    const text = addressFromBytes(
      Uint8Array.of(...bytes.subarray(offset + 8, offset + 24), ...portBytes(bytes, offset)),
    )
    const address = parseAddress(text) === undefined ? '' : text
    this.#ipv6.set(key, address)
    return address
  }
}

function portBytes(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.subarray(offset + 2, offset + 4)
}
