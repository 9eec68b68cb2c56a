/**
 * Room for the datagrams of one recvmmsg call, laid out once: struct mmsghdr, iovec, socket address and
 * control message for each. Shared by all sockets of a thread, because only one of them is read at a time.
 */
import { AF_INET, MSG_DONTWAIT, SO_TIMESTAMPNS, SOL_SOCKET } from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'
import { SOCKET_ADDRESS_BYTES } from './socket-address.ts'

export const DATAGRAMS_MAX = 32
/** The largest there is, so that none is cut. Pages that no datagram reaches are never touched. */
const DATAGRAM_BYTES = 65_536
const HEADER_BYTES = 64
const VECTOR_BYTES = 16
const CONTROL_BYTES = 64
/** struct msghdr and, behind it in struct mmsghdr, the length of what was received. */
const MSG_NAME = 0
const MSG_NAMELEN = 8
const MSG_IOV = 16
const MSG_IOVLEN = 24
const MSG_CONTROL = 32
const MSG_CONTROLLEN = 40
const MSG_LEN = 56
/** struct cmsghdr. */
const CMSG_LEVEL = 8
const CMSG_TYPE = 12
const CMSG_DATA = 16

export class ReceiveBatch {
  readonly names: Memory
  readonly #libc: Libc
  readonly #headers: Memory
  readonly #vectors: Memory
  readonly #control: Memory
  readonly #data: Memory
  /** The view of a slot that was given last: most datagrams are as long as the one before. */
  readonly #views: Uint8Array[] = []

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number) {
    this.#libc = libc
    this.names = new Memory(DATAGRAMS_MAX * SOCKET_ADDRESS_BYTES, addressOf)
    this.#headers = new Memory(DATAGRAMS_MAX * HEADER_BYTES, addressOf)
    this.#vectors = new Memory(DATAGRAMS_MAX * VECTOR_BYTES, addressOf)
    this.#control = new Memory(DATAGRAMS_MAX * CONTROL_BYTES, addressOf)
    this.#data = new Memory(DATAGRAMS_MAX * DATAGRAM_BYTES, addressOf)
    for (let slot = 0; slot < DATAGRAMS_MAX; slot++) this.#layOut(slot)
  }

  /** How many datagrams came, at most `DATAGRAMS_MAX`; −1 when there is none or the call failed. */
  receive(fd: number): number {
    return this.#libc.recvmmsg(fd, this.#headers.address, DATAGRAMS_MAX, MSG_DONTWAIT, 0)
  }

  /** Makes the first `count` slots ready for the next call. */
  release(count: number): void {
    for (let slot = 0; slot < count; slot++) {
      const header = slot * HEADER_BYTES
      this.#headers.setU32(header + MSG_NAMELEN, SOCKET_ADDRESS_BYTES)
      this.#headers.setU32(header + MSG_CONTROLLEN, CONTROL_BYTES)
    }
  }

  /** The datagram in a slot, until the next `receive`. */
  datagram(slot: number): Uint8Array {
    const sizeBytes = this.#headers.getU32(slot * HEADER_BYTES + MSG_LEN)
    const last = this.#views[slot]
    if (last?.length === sizeBytes) return last
    const start = slot * DATAGRAM_BYTES
    const view = this.#data.bytes.subarray(start, start + sizeBytes)
    this.#views[slot] = view
    return view
  }

  isIpv4(slot: number): boolean {
    return this.names.view.getUint16(this.nameOffset(slot), true) === AF_INET
  }

  /** Where in `names` the sender of a slot's datagram stands. */
  nameOffset(slot: number): number {
    return slot * SOCKET_ADDRESS_BYTES
  }

  /** The memory in which `stampOffset` points. */
  get stamps(): Memory {
    return this.#control
  }

  /** Where the kernel's timespec of a slot stands, or −1 when it gave none. */
  stampOffset(slot: number): number {
    const { view } = this.#control
    const at = slot * CONTROL_BYTES
    const isGiven = this.#headers.getU32(slot * HEADER_BYTES + MSG_CONTROLLEN) > CMSG_DATA
    const isStamp =
      view.getUint32(at + CMSG_LEVEL, true) === SOL_SOCKET &&
      view.getUint32(at + CMSG_TYPE, true) === SO_TIMESTAMPNS
    return isGiven && isStamp ? at + CMSG_DATA : -1
  }

  #layOut(slot: number): void {
    const header = slot * HEADER_BYTES
    const vector = slot * VECTOR_BYTES
    this.#vectors.setPointer(vector, this.#data.address + slot * DATAGRAM_BYTES)
    this.#vectors.setPointer(vector + 8, DATAGRAM_BYTES)
    this.#headers.setPointer(header + MSG_NAME, this.names.address + this.nameOffset(slot))
    this.#headers.setU32(header + MSG_NAMELEN, SOCKET_ADDRESS_BYTES)
    this.#headers.setPointer(header + MSG_IOV, this.#vectors.address + vector)
    this.#headers.setPointer(header + MSG_IOVLEN, 1)
    this.#headers.setPointer(header + MSG_CONTROL, this.#control.address + slot * CONTROL_BYTES)
    this.#headers.setPointer(header + MSG_CONTROLLEN, CONTROL_BYTES)
  }
}
