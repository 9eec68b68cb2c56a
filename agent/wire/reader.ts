/**
 * Reads big-endian fields. Past the end it reads zeros and remembers that it failed, so that a
 * decoder checks once and never reaches beyond its bytes.
 */
export class Reader {
  readonly #from: Uint8Array
  #offset: number
  #failed = false

  constructor(from: Uint8Array, offset: number) {
    this.#from = from
    this.#offset = offset
  }

  get offset(): number {
    return this.#offset
  }

  /** Whether any read went past the end. */
  get failed(): boolean {
    return this.#failed
  }

  get atEnd(): boolean {
    return this.#from.length <= this.#offset
  }

  byte(): number {
    const value = this.#from[this.#offset]
    if (value === undefined) {
      this.#failed = true
      return 0
    }
    this.#offset++
    return value
  }

  u16(): number {
    return this.#number(2)
  }

  u32(): number {
    return this.#number(4)
  }

  /** An IPv4 address with its port. */
  u48(): number {
    return this.#number(6)
  }

  /** A view, not a copy. Empty when there are not that many left. */
  bytes(count: number): Uint8Array {
    if (this.#from.length - this.#offset < count) {
      this.#failed = true
      return this.#from.subarray(0, 0)
    }
    this.#offset += count
    return this.#from.subarray(this.#offset - count, this.#offset)
  }

  hex(count: number): string {
    let digits = ''
    for (const byte of this.bytes(count)) digits += byte.toString(16).padStart(2, '0')
    return digits
  }

  #number(sizeBytes: number): number {
    const end = this.#offset + sizeBytes
    if (this.#from.length < end) {
      this.#failed = true
      this.#offset = this.#from.length
      return 0
    }
    let value = 0
    for (let at = this.#offset; at < end; at++) value = value * 0x100 + (this.#from[at] as number)
    this.#offset = end
    return value
  }
}
