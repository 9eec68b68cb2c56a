/**
 * Datagrams on their way out: filled one by one, sent with one system call. A single one goes by sendto,
 * which has the least to read; more go by sendmmsg. Shared by all sockets of a thread.
 */
import { errorName, MSG_DONTWAIT } from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

const SENDS_MAX = 32
const HEADER_BYTES = 64
const VECTOR_BYTES = 16
const MSG_NAME = 0
const MSG_NAMELEN = 8
const MSG_IOV = 16
const MSG_IOVLEN = 24

export class SendBatch {
  readonly #libc: Libc
  readonly #headers: Memory
  readonly #vectors: Memory
  readonly #data: Memory
  readonly #slots: Uint8Array[] = []
  readonly #slotBytes: number
  /** Where each goes: the address of a socket address, and its size. */
  readonly #names = new Float64Array(SENDS_MAX)
  readonly #nameBytes = new Int32Array(SENDS_MAX)
  #count = 0

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number, datagramBytesMax: number) {
    this.#libc = libc
    this.#slotBytes = datagramBytesMax
    this.#headers = new Memory(SENDS_MAX * HEADER_BYTES, addressOf)
    this.#vectors = new Memory(SENDS_MAX * VECTOR_BYTES, addressOf)
    this.#data = new Memory(SENDS_MAX * datagramBytesMax, addressOf)
    for (let slot = 0; slot < SENDS_MAX; slot++) {
      const start = slot * datagramBytesMax
      this.#slots.push(this.#data.bytes.subarray(start, start + datagramBytesMax))
      this.#vectors.setPointer(slot * VECTOR_BYTES, this.#data.address + start)
      this.#headers.setPointer(
        slot * HEADER_BYTES + MSG_IOV,
        this.#vectors.address + slot * VECTOR_BYTES,
      )
      this.#headers.setPointer(slot * HEADER_BYTES + MSG_IOVLEN, 1)
    }
  }

  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count === SENDS_MAX
  }

  /** The buffer that the next `add` takes. Only when not full. */
  buffer(): Uint8Array {
    return this.#slots[this.#count] as Uint8Array
  }

  /** The socket address must stay where it is until `send`. */
  add(sizeBytes: number, name: number, nameBytes: number): void {
    const slot = this.#count++
    this.#names[slot] = name
    this.#nameBytes[slot] = nameBytes
    this.#vectors.setU32(slot * VECTOR_BYTES + 8, sizeBytes)
  }

  /** Sends all there is. `failed` is told of each datagram that the kernel refused. */
  send(fd: number, failed: (code: string) => void): void {
    const count = this.#count
    this.#count = 0
    if (count === 1) this.#sendOne(fd, failed)
    else this.#sendMany(fd, count, failed)
  }

  #sendOne(fd: number, failed: (code: string) => void): void {
    const sent = this.#libc.sendto(
      fd,
      this.#data.address,
      this.#vectors.getU32(8),
      MSG_DONTWAIT,
      this.#names[0] as number,
      this.#nameBytes[0] as number,
    )
    if (sent < 0) failed(errorName(this.#libc.errno()))
  }

  #sendMany(fd: number, count: number, failed: (code: string) => void): void {
    for (let slot = 0; slot < count; slot++) {
      const header = slot * HEADER_BYTES
      this.#headers.setPointer(header + MSG_NAME, this.#names[slot] as number)
      this.#headers.setU32(header + MSG_NAMELEN, this.#nameBytes[slot] as number)
    }
    for (let slot = 0; slot < count; ) {
      const headers = this.#headers.address + slot * HEADER_BYTES
      const sent = this.#libc.sendmmsg(fd, headers, count - slot, MSG_DONTWAIT)
      if (sent >= 0) {
        slot += sent
        continue
      }
      // The error is the first one's; those behind it may fare better.
      failed(errorName(this.#libc.errno()))
      slot++
    }
  }

  /** How large a datagram may be. */
  get datagramBytesMax(): number {
    return this.#slotBytes
  }
}
