/**
 * A datagram to nobody, right before one that counts. After a second of sleep the way from here through
 * the kernel is in no cache, and a round trip that is measured over it would tell of this prober and
 * not of the network and the peer. The datagram goes to a socket of our own on the same host.
 */
import { isIPv6 } from 'node:net'
import { formatAddress } from '../../wire/address.ts'
import type { ReceiveBatch } from './receive-batch.ts'
import type { SendBatch } from './send-batch.ts'
import type { SocketAddress } from './socket-address.ts'
import { bindUdp, type UdpParts } from './udp-socket.ts'

/** As long as a plain ping. */
const SIZE_BYTES = 9

export type RehearsalParts = UdpParts & {
  readonly receiving: ReceiveBatch
  readonly sending: SendBatch
}

export class Rehearsal {
  readonly #parts: RehearsalParts
  #stage: { readonly fd: number; readonly address: SocketAddress } | undefined

  constructor(parts: RehearsalParts) {
    this.#parts = parts
  }

  /**
   * Opens the socket, once, for the kind of address that `host` is; `watch` is to have it read. Where it
   * cannot, there is no rehearsal.
   */
  prepare(host: string, watch: (fd: number, readable: () => void) => void): void {
    if (this.#stage !== undefined) return
    const loopback = isIPv6(host) ? '::1' : '127.0.0.1'
    try {
      const { fd, port } = bindUdp(loopback, 0, this.#parts)
      const address = this.#parts.socketAddresses.of(formatAddress(loopback, port))
      if (address === undefined) return
      this.#stage = { fd, address }
      watch(fd, () => this.#receive(fd))
    } catch {
      // A machine without a loopback of this family.
    }
  }

  /** Sends what the loop then reads like any other datagram. Only while nothing else waits to be sent. */
  run(): void {
    const { sending } = this.#parts
    if (this.#stage === undefined || sending.count > 0) return
    const { fd, address } = this.#stage
    sending.add(SIZE_BYTES, address.memory.address, address.sizeBytes)
    sending.send(fd, ignore)
  }

  #receive(fd: number): void {
    const { receiving } = this.#parts
    receiving.release(receiving.receive(fd))
  }
}

function ignore(): void {}
