/**
 * Bytes in pieces of any size → lines. A line that lies in one piece is handed on where it is; only
 * one that goes on in the next piece is copied.
 */
import { NEWLINE } from './ascii.ts'

/**
 * A longer line loses its middle: what the call is called stands at its beginning, what it returned
 * at its end. No datagram is as long, even spelt in hexadecimal.
 */
const HEAD_BYTES = 896 * 1024
const TAIL_BYTES = 64 * 1024
const LINE_BYTES_MAX = HEAD_BYTES + 2 * TAIL_BYTES
const REST_BYTES = 2048

/** `bytes[to]` is there, and is no part of the line. The bytes are good until `push` returns. */
export type OnLine = (bytes: Uint8Array, from: number, to: number) => void

export class LineSplitter {
  readonly #onLine: OnLine
  /** The line that has not ended yet, and room for one byte after it. */
  #rest = new Uint8Array(REST_BYTES)
  #length = 0

  constructor(onLine: OnLine) {
    this.#onLine = onLine
  }

  push(chunk: Uint8Array): void {
    // All lines come in bytes of one kind, which code for any kind would read at half the speed. But
    // what comes may search faster for itself, as Node's buffers do.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
    let from = 0
    if (this.#length > 0) {
      const end = chunk.indexOf(NEWLINE)
      if (end < 0) {
        this.#keep(bytes, 0, bytes.length)
        return
      }
      this.#keep(bytes, 0, end)
      this.end(this.#onLine)
      from = end + 1
    }
    for (let to = chunk.indexOf(NEWLINE, from); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      this.#onLine(bytes, from, to)
      from = to + 1
    }
    if (from < bytes.length) this.#keep(bytes, from, bytes.length)
  }

  /** Hands on a last line that no line break ends. */
  end(onLine: OnLine): void {
    if (this.#length === 0) return
    const line = this.#rest
    const length = this.#length
    // Whoever looks at the line may do so until the end of the push.
    this.#rest = new Uint8Array(REST_BYTES)
    this.#length = 0
    line[length] = NEWLINE
    onLine(line, 0, length)
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    let first = from
    if (this.#length + (to - from) > LINE_BYTES_MAX) first = this.#dropMiddle(chunk, from, to)
    const length = this.#length + (to - first)
    if (length >= this.#rest.length) {
      const roomier = new Uint8Array(Math.min(2 * length, LINE_BYTES_MAX + 1))
      roomier.set(this.#rest.subarray(0, this.#length))
      this.#rest = roomier
    }
    this.#rest.set(chunk.subarray(first, to), this.#length)
    this.#length = length
  }

  /** Leaves the head of the line and the last of it. Returns from where on the chunk belongs to that. */
  #dropMiddle(chunk: Uint8Array, from: number, to: number): number {
    const missing = HEAD_BYTES - this.#length
    if (missing > 0) {
      this.#keep(chunk, from, from + missing)
      return Math.max(from + missing, to - TAIL_BYTES)
    }
    const kept = Math.max(0, TAIL_BYTES - (to - from))
    const keptFrom = Math.max(HEAD_BYTES, this.#length - kept)
    this.#rest.copyWithin(HEAD_BYTES, keptFrom, this.#length)
    this.#length = HEAD_BYTES + (this.#length - keptFrom)
    return Math.max(from, to - TAIL_BYTES)
  }
}
