/** Rows of as many numbers each, in blocks: a row more never copies the rows before it. */

const BLOCK_ROWS = 4096

export class NumberRows {
  readonly #width: number
  readonly #blocks: Float64Array[] = []
  #length = 0

  constructor(width: number) {
    this.#width = width
  }

  get length(): number {
    return this.#length
  }

  /** Takes as many numbers as a row is wide. */
  push(...row: readonly number[]): void {
    const at = this.#length % BLOCK_ROWS
    if (at === 0) this.#blocks.push(new Float64Array(BLOCK_ROWS * this.#width))
    this.#blocks.at(-1)?.set(row, at * this.#width)
    this.#length += 1
  }

  at(row: number, column: number): number {
    const block = this.#blocks[Math.floor(row / BLOCK_ROWS)]
    return block?.[(row % BLOCK_ROWS) * this.#width + column] ?? Number.NaN
  }
}
