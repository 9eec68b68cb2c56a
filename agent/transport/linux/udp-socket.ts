/** A non-blocking UDP socket, bound, that stamps what it receives. Errors carry the system's code. */
import { isIPv6 } from 'node:net'
import { formatAddress } from '../../wire/address.ts'
import {
  AF_INET,
  AF_INET6,
  errorName,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_TIMESTAMPNS,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOL_SOCKET,
} from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'
import { SOCKET_ADDRESS_BYTES, type SocketAddresses } from './socket-address.ts'

export type UdpSocket = { readonly fd: number; readonly port: number; close(): void }

/** `host` is numeric; port 0 takes a free one. Throws an error with a `code`, such as EADDRINUSE. */
export function bindUdp(
  host: string,
  port: number,
  { libc, addressOf, socketAddresses }: UdpParts,
): UdpSocket {
  const type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC
  const fd = libc.socket(isIPv6(host) ? AF_INET6 : AF_INET, type, 0)
  if (fd < 0) throw failure(libc, 'socket')
  try {
    const scratch = new Memory(SOCKET_ADDRESS_BYTES + 4, addressOf)
    const option = (level: number, name: number): void => {
      scratch.setU32(0, 1)
      if (libc.setsockopt(fd, level, name, scratch.address, 4) !== 0) {
        throw failure(libc, 'setsockopt')
      }
    }
    if (isIPv6(host)) option(IPPROTO_IPV6, IPV6_V6ONLY)
    option(SOL_SOCKET, SO_TIMESTAMPNS)
    const place = socketAddresses.of(formatAddress(host, port))
    if (place === undefined) throw Object.assign(new Error(`${host} is no address`), NO_ADDRESS)
    if (libc.bind(fd, place.memory.address, place.sizeBytes) !== 0) throw failure(libc, 'bind')
    scratch.setU32(SOCKET_ADDRESS_BYTES, SOCKET_ADDRESS_BYTES)
    const sizeAt = scratch.address + SOCKET_ADDRESS_BYTES
    if (libc.getsockname(fd, scratch.address, sizeAt) !== 0) throw failure(libc, 'getsockname')
    return { fd, port: scratch.view.getUint16(2), close: () => void libc.close(fd) }
  } catch (error) {
    libc.close(fd)
    throw error
  }
}

export type UdpParts = {
  readonly libc: Libc
  readonly addressOf: (bytes: Uint8Array) => number
  readonly socketAddresses: SocketAddresses
}

const NO_ADDRESS = { code: 'EADDRNOTAVAIL' }

function failure(libc: Libc, call: string): Error {
  const code = errorName(libc.errno())
  return Object.assign(new Error(`${call} ${code}`), { code })
}
