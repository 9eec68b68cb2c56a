/** Counts what the lines of a capture were, and keeps the first that were nothing known. */
import type { LineCounts, ParseOutcome } from './syscall.ts'

const UNRECOGNIZED_SHOWN = 10
const SHOWN_CHARS = 200

export type LineKind = Exclude<keyof LineCounts, 'lines'>

export class LineCounter {
  readonly #counts: Record<keyof LineCounts, number> = {
    lines: 0,
    calls: 0,
    signals: 0,
    exits: 0,
    notices: 0,
    continuations: 0,
    unrecognized: 0,
  }
  readonly #unrecognized: { line: number; text: string }[] = []

  count(kind: LineKind, text: string): void {
    this.#counts.lines += 1
    this.#counts[kind] += 1
    if (kind !== 'unrecognized' || this.#unrecognized.length >= UNRECOGNIZED_SHOWN) return
    this.#unrecognized.push({ line: this.#counts.lines, text: text.slice(0, SHOWN_CHARS) })
  }

  outcome(): Pick<ParseOutcome, 'counts' | 'unrecognized'> {
    return { counts: { ...this.#counts }, unrecognized: this.#unrecognized }
  }
}
