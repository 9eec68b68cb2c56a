/**
 * Values by the bytes that spell them, so that a name that comes a million times is made into a
 * string once. Holds a bounded number; what comes later is made anew every time.
 */
import { asciiText } from './ascii.ts'

/** Slots for each entry, so that most are found at once. */
const SPARSENESS = 4
/** A longer spelling is not kept. */
const SPELLING_BYTES_MAX = 512

export class ByteTable<Value> {
  readonly #make: (text: string) => Value
  readonly #entriesMax: number
  readonly #mask: number
  readonly #texts: (string | undefined)[]
  readonly #values: (Value | undefined)[]
  #entries = 0

  /** `entriesMax` is a power of two. */
  constructor(entriesMax: number, make: (text: string) => Value) {
    this.#make = make
    this.#entriesMax = entriesMax
    const slots = entriesMax * SPARSENESS
    this.#mask = slots - 1
    this.#texts = new Array<string | undefined>(slots).fill(undefined)
    this.#values = new Array<Value | undefined>(slots).fill(undefined)
  }

  /** The value of what stands between `from` and `to`, one character a byte. */
  get(bytes: Uint8Array, from: number, to: number): Value {
    let hash = to - from
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    let slot = (hash ^ (hash >>> 15)) & this.#mask
    for (;;) {
      const text = this.#texts[slot]
      if (text === undefined) return this.#add(slot, asciiText(bytes, from, to))
      if (isSpelt(text, bytes, from, to)) return this.#values[slot] as Value
      slot = (slot + 1) & this.#mask
    }
  }

  #add(slot: number, text: string): Value {
    const value = this.#make(text)
    if (this.#entries < this.#entriesMax && text.length <= SPELLING_BYTES_MAX) {
      this.#entries++
      this.#texts[slot] = text
      this.#values[slot] = value
    }
    return value
  }
}

function isSpelt(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== bytes[from + index]) return false
  }
  return true
}
