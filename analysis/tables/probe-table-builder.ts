/** Grows a `ProbeTable` row by row, in typed arrays that double when they are full. */
import { PROBE_OUTCOMES, type ProbeTable } from '../probe-table.ts'

export type ProbeRowValues = {
  readonly agent: string
  readonly target: string
  readonly intendedAtS: number
  readonly sentAtS: number
  /** NaN when the cycle timed out. */
  readonly rttS: number
  readonly outcome: (typeof PROBE_OUTCOMES)[number]
}

export class ProbeTableBuilder {
  readonly #addresses: string[] = []
  readonly #indexByAddress = new Map<string, number>()
  #length = 0
  #agent = new Uint32Array(1024)
  #target = new Uint32Array(1024)
  #intendedAtS = new Float64Array(1024)
  #sentAtS = new Float64Array(1024)
  #rttS = new Float64Array(1024)
  #outcome = new Uint8Array(1024)

  get length(): number {
    return this.#length
  }

  /** The index that `appendIndexed` takes for this address. */
  indexOf(address: string): number {
    const known = this.#indexByAddress.get(address)
    if (known !== undefined) return known
    const index = this.#addresses.push(address) - 1
    this.#indexByAddress.set(address, index)
    return index
  }

  append(row: ProbeRowValues): void {
    const outcome = PROBE_OUTCOMES.indexOf(row.outcome)
    const [agent, target] = [this.indexOf(row.agent), this.indexOf(row.target)]
    this.appendIndexed(agent, target, row.intendedAtS, row.sentAtS, row.rttS, outcome)
  }

  /** The same without looking names up, for readers of a million rows. */
  appendIndexed(
    agent: number,
    target: number,
    intendedAtS: number,
    sentAtS: number,
    rttS: number,
    outcome: number,
  ): void {
    const row = this.#length
    if (row === this.#outcome.length) this.#grow(row * 2)
    this.#agent[row] = agent
    this.#target[row] = target
    this.#intendedAtS[row] = intendedAtS
    this.#sentAtS[row] = sentAtS
    this.#rttS[row] = rttS
    this.#outcome[row] = outcome
    this.#length = row + 1
  }

  /** What has been appended so far. Shares memory with the builder, which must not be used afterwards. */
  build(): ProbeTable {
    const length = this.#length
    return {
      addresses: this.#addresses,
      length,
      agent: this.#agent.subarray(0, length),
      target: this.#target.subarray(0, length),
      intendedAtS: this.#intendedAtS.subarray(0, length),
      sentAtS: this.#sentAtS.subarray(0, length),
      rttS: this.#rttS.subarray(0, length),
      outcome: this.#outcome.subarray(0, length),
    }
  }

  #grow(capacity: number): void {
    this.#agent = grown(this.#agent, new Uint32Array(capacity))
    this.#target = grown(this.#target, new Uint32Array(capacity))
    this.#intendedAtS = grown(this.#intendedAtS, new Float64Array(capacity))
    this.#sentAtS = grown(this.#sentAtS, new Float64Array(capacity))
    this.#rttS = grown(this.#rttS, new Float64Array(capacity))
    this.#outcome = grown(this.#outcome, new Uint8Array(capacity))
  }
}

type Column = { set(from: ArrayLike<number>): void }

function grown<T extends Column>(from: T & ArrayLike<number>, to: T): T {
  to.set(from)
  return to
}
