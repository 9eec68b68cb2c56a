/**
 * One end of the floor: a UDP socket on loopback that waits, receives and sends with the calls that
 * the Linux transport uses, and no protocol above it.
 */
import { Epoll } from '../transport/linux/epoll.ts'
import { type Libc, loadLibc } from '../transport/linux/libc.ts'
import { libcClock } from '../transport/linux/libc-clock.ts'
import { ReceiveBatch } from '../transport/linux/receive-batch.ts'
import { SendBatch } from '../transport/linux/send-batch.ts'
import {
  IPV4_ADDRESS_BYTES,
  type SocketAddress,
  SocketAddresses,
} from '../transport/linux/socket-address.ts'
import { askForPriority } from '../transport/linux/thread-priority.ts'
import { bindUdp, type UdpSocket } from '../transport/linux/udp-socket.ts'
import { formatAddress } from '../wire/address.ts'

/** As long as a plain ping. */
export const FLOOR_DATAGRAM_BYTES = 9
const HOST = '127.0.0.1'

export type Opened<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string }

/** `isRealtime`: with SCHED_FIFO. The reason is in words: what this machine lacks. */
export function openFloorSocket(isRealtime = false): Opened<FloorSocket> {
  const loaded = loadLibc()
  if (!loaded.ok) return loaded
  try {
    const socket = new FloorSocket(loaded.libc, loaded.addressOf)
    const priority = { behind: undefined, isRealtime }
    const refusal = askForPriority(loaded.libc, loaded.addressOf, priority)
    if (refusal === undefined) return { ok: true, value: socket }
    socket.close()
    return { ok: false, reason: refusal }
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
}

export class FloorSocket {
  /** CLOCK_MONOTONIC, read as the transport reads it. */
  readonly nowMs: () => number
  readonly #socket: UdpSocket
  readonly #addresses: SocketAddresses
  readonly #receiving: ReceiveBatch
  readonly #sending: SendBatch
  readonly #epoll: Epoll

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number) {
    this.nowMs = libcClock(libc, addressOf)
    this.#addresses = new SocketAddresses(addressOf)
    this.#receiving = new ReceiveBatch(libc, addressOf)
    this.#sending = new SendBatch(libc, addressOf, FLOOR_DATAGRAM_BYTES)
    this.#epoll = new Epoll(libc, addressOf)
    this.#socket = bindUdp(HOST, 0, { libc, addressOf, socketAddresses: this.#addresses })
    this.#epoll.add(this.#socket.fd)
  }

  get port(): number {
    return this.#socket.port
  }

  /** Of a port on the same host. */
  address(port: number): SocketAddress {
    return this.#addresses.of(formatAddress(HOST, port)) as SocketAddress
  }

  /** Says how long `wait` waits: before a send, so that nothing is between that and the wait. */
  waitUntil(untilMs: number): void {
    this.#epoll.arm(untilMs, this.nowMs())
  }

  /** Blocks until there is something to receive; false when time was up first. */
  wait(): boolean {
    return this.#epoll.wait() > 0
  }

  /** How many datagrams there were; they are in `datagram` until they are released. */
  receive(): number {
    return Math.max(0, this.#receiving.receive(this.#socket.fd))
  }

  datagram(slot: number): Uint8Array {
    return this.#receiving.datagram(slot)
  }

  release(count: number): void {
    this.#receiving.release(count)
  }

  send(bytes: Uint8Array, to: SocketAddress): void {
    this.#sendTo(bytes, to.memory.address, to.sizeBytes)
  }

  /** Sends to where the datagram in a slot came from; before it is released. */
  answer(slot: number, bytes: Uint8Array): void {
    const { names } = this.#receiving
    this.#sendTo(bytes, names.address + this.#receiving.nameOffset(slot), IPV4_ADDRESS_BYTES)
  }

  close(): void {
    this.#socket.close()
    this.#epoll.close()
  }

  #sendTo(bytes: Uint8Array, name: number, nameBytes: number): void {
    this.#sending.buffer().set(bytes)
    this.#sending.add(bytes.length, name, nameBytes)
    this.#sending.send(this.#socket.fd, failed)
  }
}

/** On loopback nothing is refused, unless the machine is in trouble: then there is no floor. */
function failed(code: string): void {
  throw new Error(`sendto failed (${code})`)
}
