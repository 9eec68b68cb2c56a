/** Writes big-endian fields into a buffer that the caller has made large enough. */
export class Writer {
  readonly #into: Uint8Array
  #offset: number

  constructor(into: Uint8Array, offset: number) {
    this.#into = into
    this.#offset = offset
  }

  get offset(): number {
    return this.#offset
  }

  byte(value: number): void {
    if (this.#into.length <= this.#offset) throw new RangeError('message larger than its buffer')
    this.#into[this.#offset++] = value
  }

  u16(value: number): void {
    this.byte((value >>> 8) & 0xff)
    this.byte(value & 0xff)
  }

  u32(value: number): void {
    this.u16(value >>> 16)
    this.u16(value & 0xffff)
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.byte(byte)
  }

  hex(digits: string): void {
    for (let at = 0; at < digits.length; at += 2) {
      this.byte(Number.parseInt(digits.slice(at, at + 2), 16))
    }
  }
}
