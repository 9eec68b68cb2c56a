/**
 * One end of the floor: a UDP socket on loopback that waits, receives and sends with the calls that
 * the Linux transport uses, and no protocol above it.
 */
import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLLIN,
  errorName,
  PR_SET_TIMERSLACK,
} from '../transport/linux/constants.ts'
import { type Libc, loadLibc } from '../transport/linux/libc.ts'
import { Memory } from '../transport/linux/memory.ts'
import { ReceiveBatch } from '../transport/linux/receive-batch.ts'
import { SendBatch } from '../transport/linux/send-batch.ts'
import {
  SOCKET_ADDRESS_BYTES,
  type SocketAddress,
  SocketAddresses,
} from '../transport/linux/socket-address.ts'
import { bindUdp, type UdpSocket } from '../transport/linux/udp-socket.ts'
import { formatAddress } from '../wire/address.ts'

/** As long as a plain ping. */
export const FLOOR_DATAGRAM_BYTES = 9
const HOST = '127.0.0.1'
const EVENT_BYTES_MAX = 16
const TIMESPEC_BYTES = 16
const NS_MAX = 999_999_999

export type Opened<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

/** The reason is in words: what this machine lacks. */
export function openFloorSocket(): Opened<FloorSocket> {
  const loaded = loadLibc()
  if (!loaded.ok) return loaded
  try {
    return { ok: true, value: new FloorSocket(loaded.libc, loaded.addressOf) }
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
}

export class FloorSocket {
  readonly #libc: Libc
  readonly #socket: UdpSocket
  readonly #addresses: SocketAddresses
  readonly #receiving: ReceiveBatch
  readonly #sending: SendBatch
  readonly #epoll: number
  readonly #event: Memory
  readonly #timeout: Memory
  readonly #sender: SocketAddress

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number) {
    this.#libc = libc
    this.#addresses = new SocketAddresses(addressOf)
    this.#receiving = new ReceiveBatch(libc, addressOf)
    this.#sending = new SendBatch(libc, addressOf, FLOOR_DATAGRAM_BYTES)
    this.#event = new Memory(EVENT_BYTES_MAX, addressOf)
    this.#timeout = new Memory(TIMESPEC_BYTES, addressOf)
    const memory = new Memory(SOCKET_ADDRESS_BYTES, addressOf)
    this.#socket = bindUdp(HOST, 0, { libc, addressOf, socketAddresses: this.#addresses })
    this.#sender = { memory, sizeBytes: this.address(this.port).sizeBytes }
    this.#epoll = libc.epollCreate1(EPOLL_CLOEXEC)
    this.#event.setU32(0, EPOLLIN)
    libc.epollCtl(this.#epoll, EPOLL_CTL_ADD, this.#socket.fd, this.#event.address)
    // Also finds out whether the kernel has the call and lets us use it.
    if (this.#poll(0) < 0) {
      const code = errorName(libc.errno())
      this.close()
      throw new Error(`epoll_pwait2 failed (${code})`)
    }
    libc.prctl(PR_SET_TIMERSLACK, 1)
  }

  get port(): number {
    return this.#socket.port
  }

  /** Of a port on the same host. */
  address(port: number): SocketAddress {
    return this.#addresses.of(formatAddress(HOST, port)) as SocketAddress
  }

  /** Blocks until there is something to receive; false when time ran out. */
  wait(timeoutMs: number): boolean {
    return this.#poll(timeoutMs) > 0
  }

  /** How many datagrams there were; they are in `datagram` until they are released. */
  receive(): number {
    return Math.max(0, this.#receiving.receive(this.#socket.fd))
  }

  datagram(slot: number): Uint8Array {
    return this.#receiving.datagram(slot)
  }

  /** Who sent the datagram in a slot, until the next call. */
  sender(slot: number): SocketAddress {
    const { names } = this.#receiving
    const offset = this.#receiving.nameOffset(slot)
    const { memory, sizeBytes } = this.#sender
    for (let at = 0; at < sizeBytes; at += 4) memory.setU32(at, names.getU32(offset + at))
    return this.#sender
  }

  release(count: number): void {
    this.#receiving.release(count)
  }

  send(bytes: Uint8Array, to: SocketAddress): void {
    this.#sending.buffer().set(bytes)
    this.#sending.add(bytes.length, to.memory.address, to.sizeBytes)
    this.#sending.send(this.#socket.fd, failed)
  }

  close(): void {
    this.#socket.close()
    this.#libc.close(this.#epoll)
  }

  #poll(timeoutMs: number): number {
    const seconds = Math.floor(timeoutMs / 1000)
    this.#timeout.setU32(0, seconds)
    this.#timeout.setU32(8, Math.min(NS_MAX, Math.ceil((timeoutMs - seconds * 1000) * 1e6)))
    const { address } = this.#event
    return this.#libc.epollPwait2(this.#epoll, address, 1, this.#timeout.address, 0)
  }
}

/** On loopback nothing is refused, unless the machine is in trouble: then there is no floor. */
function failed(code: string): void {
  throw new Error(`sendto failed (${code})`)
}
