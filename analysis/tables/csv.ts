/** The little of CSV (RFC 4180) that the text tables need: quoting a field, splitting a line, splitting a text. */

const NEEDS_QUOTES = /[",\r\n]/

export function csvField(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Undefined when the quotes do not match. */
export function splitCsvLine(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  const fields: string[] = []
  let position = 0
  for (;;) {
    if (line[position] === '"') {
      let field = ''
      for (;;) {
        const close = line.indexOf('"', position + 1)
        if (close === -1) return undefined
        field += line.slice(position + 1, close)
        position = close + 1
        if (line[position] !== '"') break
        field += '"'
      }
      if (position < line.length && line[position] !== ',') return undefined
      fields.push(field)
    } else {
      const comma = line.indexOf(',', position)
      const field = line.slice(position, comma === -1 ? undefined : comma)
      if (field.includes('"')) return undefined
      fields.push(field)
      position = comma === -1 ? line.length : comma
    }
    if (position >= line.length) return fields
    position += 1
  }
}

/** Something in a text that could not be read. */
export type LineProblem = {
  /** Counted from 1; of the record's first line. */
  readonly line: number
  readonly reason: string
}

/** Problems kept per text; the rest are only counted. */
const PROBLEMS_KEPT = 20

/** Collects problems without letting a wholly broken file fill the memory. */
export class ProblemList {
  readonly kept: LineProblem[] = []
  count = 0

  add(line: number, reason: string): void {
    this.count += 1
    if (this.kept.length < PROBLEMS_KEPT) this.kept.push({ line, reason })
  }
}

/** Cuts a text that comes in chunks into records; a line break inside quotes does not end one. */
export class RecordSplitter {
  #rest = ''
  #line = 1
  readonly #take: (record: string, line: number) => void

  constructor(take: (record: string, line: number) => void) {
    this.#take = take
  }

  push(chunk: string): void {
    const text = this.#rest + chunk
    let start = 0
    let quote = text.indexOf('"')
    for (;;) {
      let end = text.indexOf('\n', start)
      let breaks = 1
      // `quote` is the next quote at or after `start`; most texts have none at all.
      while (quote !== -1 && end !== -1 && quote < end) {
        const close = text.indexOf('"', quote + 1)
        if (close === -1) {
          end = -1
          break
        }
        while (end !== -1 && end < close) {
          end = text.indexOf('\n', end + 1)
          breaks += 1
        }
        quote = text.indexOf('"', close + 1)
      }
      if (end === -1) break
      this.#emit(text.slice(start, end))
      this.#line += breaks
      start = end + 1
      if (quote !== -1 && quote < start) quote = text.indexOf('"', start)
    }
    this.#rest = text.slice(start)
  }

  end(): void {
    if (this.#rest !== '') this.#emit(this.#rest)
    this.#rest = ''
  }

  #emit(record: string): void {
    const text = record.endsWith('\r') ? record.slice(0, -1) : record
    if (text !== '') this.#take(text, this.#line)
  }
}
