/** The table that `strace -c` and `-C` print: how often each system call was called, by strace's own count. */

export type CountedCall = {
  readonly name: string
  readonly calls: number
  readonly errors: number
  /** Time in the kernel, or with -w on the wall clock. */
  readonly seconds: number
}

const WORD = '% time|seconds|usecs/call|calls|errors|syscall|shortest|longest|wall-\\w+'
const HEADING = new RegExp(`^ *(?:${WORD})(?: +(?:${WORD}))* *$`)
const WORDS = new RegExp(WORD, 'g')
const RULE = /^-+(?: -+)*$/
/** More than there are system calls, of all architectures together. */
const CALLS_MAX = 2048

export class CountTable {
  /** Rows of a table are expected. */
  isOpen = false
  readonly counted: CountedCall[] = []
  #headings: readonly string[] = []
  #widths: readonly number[] = []
  #isTotal = false

  /** Takes a line that belongs to a table; false for others. */
  take(line: string): boolean {
    if (HEADING.test(line)) {
      this.#headings = line.match(WORDS) ?? []
      this.#widths = []
      this.#isTotal = false
      this.isOpen = this.#headings.includes('syscall')
      return this.isOpen
    }
    if (!this.isOpen) return false
    if (RULE.test(line)) {
      // The second one is above the totals.
      this.#isTotal = this.#widths.length > 0
      this.#widths = line.split(' ').map((dashes) => dashes.length)
      return true
    }
    const row = this.#row(line)
    this.isOpen = row !== undefined && !this.#isTotal
    if (row === undefined) return false
    if (!this.#isTotal && this.counted.length < CALLS_MAX) this.counted.push(row)
    return true
  }

  /** By the columns: a cell that would be 0 may be blank. */
  #row(line: string): CountedCall | undefined {
    const cells = new Map<string, string>()
    let at = 0
    for (const [index, width] of this.#widths.entries()) {
      const isLast = index === this.#widths.length - 1
      const cell = isLast ? line.slice(at) : line.slice(at, at + width)
      cells.set(this.#headings[index] ?? '', cell.trim())
      at += width + 1
    }
    const name = cells.get('syscall') ?? ''
    const numbers = [...cells].filter(([heading]) => heading !== 'syscall')
    if (!/^\w+$/.test(name) || numbers.some(([, cell]) => !/^[\d.]*$/.test(cell))) return undefined
    return {
      name,
      calls: Number(cells.get('calls') ?? Number.NaN),
      errors: Number(cells.get('errors') ?? Number.NaN),
      seconds: Number(cells.get('seconds') ?? Number.NaN),
    }
  }
}
