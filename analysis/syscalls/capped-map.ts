/** A map that makes what it is asked for, up to a number of keys; all others share one value. */
export class CappedMap<Key, Value> {
  readonly rest: Value
  readonly #values = new Map<Key, Value>()
  readonly #make: (key: Key) => Value
  readonly #sizeMax: number

  constructor(sizeMax: number, rest: Key, make: (key: Key) => Value) {
    this.#sizeMax = sizeMax
    this.#make = make
    this.rest = make(rest)
  }

  at(key: Key): Value {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    if (this.#values.size >= this.#sizeMax) return this.rest
    const made = this.#make(key)
    this.#values.set(key, made)
    return made
  }

  /** Without the one for the rest. */
  values(): Value[] {
    return [...this.#values.values()]
  }
}
