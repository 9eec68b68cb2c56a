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
    if (this.#into.length <= this.#offset) throw tooLarge()
    this.#into[this.#offset++] = value
  }

  u16(value: number): void {
    this.byte((value >>> 8) & 0xff)
    this.byte(value & 0xff)
  }

  u32(value: number): void {
    const at = this.#offset
    if (this.#into.length < at + 4) throw tooLarge()
    this.#into[at] = value >>> 24
    this.#into[at + 1] = value >>> 16
    this.#into[at + 2] = value >>> 8
    this.#into[at + 3] = value
    this.#offset = at + 4
  }

  bytes(bytes: Uint8Array): void {
    if (this.#into.length < this.#offset + bytes.length) throw tooLarge()
    this.#into.set(bytes, this.#offset)
    this.#offset += bytes.length
  }

  hex(digits: string): void {
    for (let at = 0; at < digits.length; at += 2) {
      this.byte(Number.parseInt(digits.slice(at, at + 2), 16))
    }
  }
}

function tooLarge(): RangeError {
  return new RangeError('message larger than its buffer')
}
