/**
 * Addresses on the wire as text and back, each worked out once: while a large cluster joins, a thread
 * reads and writes a hundred thousand a second, the same few thousand again and again. Bounded:
 * strangers cannot fill the memory.
 */
import type { Address } from '../protocol/message.ts'
import { addressBytes, addressFromBytes } from './address.ts'

const ENTRIES_MAX = 16_384

const bytesBy = new Map<Address, Uint8Array>()
const ipv4By = new Map<number, Address>()

/** As `addressBytes`. The bytes are shared: not to be written to. */
export function bytesOf(address: Address): Uint8Array | undefined {
  const known = bytesBy.get(address)
  if (known !== undefined) return known
  const bytes = addressBytes(address)
  if (bytes === undefined) return undefined
  if (bytesBy.size >= ENTRIES_MAX) bytesBy.clear()
  bytesBy.set(address, bytes)
  return bytes
}

/** The address with this IPv4 host and port, as one number of six bytes. */
export function ipv4Address(hostAndPort: number): Address {
  const known = ipv4By.get(hostAndPort)
  if (known !== undefined) return known
  const bytes = new Uint8Array(6)
  for (let at = 5, rest = hostAndPort; at >= 0; at--, rest = Math.floor(rest / 256)) {
    bytes[at] = rest % 256
  }
  const address = addressFromBytes(bytes)
  if (ipv4By.size >= ENTRIES_MAX) ipv4By.clear()
  ipv4By.set(hostAndPort, address)
  return address
}
