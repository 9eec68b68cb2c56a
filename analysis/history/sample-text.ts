/**
 * Plain samples as other tools leave them: one number a line, or JSON. What is no number is a problem
 * that says where it stands, and never a number.
 */

export type ParsedSamples = {
  /** `values`: one list of numbers; `runs`: several lists that the file tells apart. */
  readonly shape: 'values' | 'runs'
  /** A single list for `values`. */
  readonly lists: readonly (readonly number[])[]
  /** Entries that are no numbers. */
  readonly bad: number
  /** The first few of them and where they stand; foreign text, unescaped. */
  readonly problems: readonly string[]
}

const PROBLEMS_MAX = 5
const SHOWN_CHARS = 60

/** Decimal and alone. A comma or a unit in it is a problem: what it means would be a guess. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

export function parseSampleText(text: string): ParsedSamples {
  const plain = text.replace(/^\ufeff/, '')
  return /^\s*[[{]/.test(plain) ? parseJson(plain) : parseLines(plain)
}

/** Blank lines, and what follows a #, are passed over. */
function parseLines(text: string): ParsedSamples {
  const found = new Problems()
  const values: number[] = []
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    const entry = line.replace(/#.*/, '').trim()
    if (entry === '') return
    const value = NUMBER.test(entry) ? Number(entry) : Number.NaN
    if (Number.isFinite(value)) values.push(value)
    else found.add(`line ${index + 1} is no number: ${shown(entry)}`)
  })
  return { shape: 'values', lists: [values], ...found.told() }
}

/** `[1, 2]`, or `[[1, 2], [3, 4]]` with a list per run, or either of them as `{"runs": …}`. */
function parseJson(text: string): ParsedSamples {
  const found = new Problems()
  const entries = readEntries(text, found)
  const numbersOf = (list: readonly unknown[], where: string) =>
    list.filter((entry, index): entry is number => {
      const isNumber = typeof entry === 'number' && Number.isFinite(entry)
      if (!isNumber)
        found.add(`entry ${where}[${index}] is no number: ${shown(JSON.stringify(entry))}`)
      return isNumber
    })
  if (!entries.some(Array.isArray)) {
    return { shape: 'values', lists: [numbersOf(entries, '')], ...found.told() }
  }
  const lists = entries.flatMap((entry, index) => {
    if (Array.isArray(entry)) {
      if (entry.length === 0) found.add(`entry [${index}] is an empty list`)
      return [numbersOf(entry, `[${index}]`)]
    }
    found.add(`entry [${index}] is no list, as others are: ${shown(JSON.stringify(entry))}`)
    return []
  })
  return { shape: 'runs', lists, ...found.told() }
}

function readEntries(text: string, found: Problems): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    const entries = (value as { readonly runs?: unknown }).runs ?? value
    if (Array.isArray(entries)) return entries
    found.add('it is neither a list nor an object with a list called runs')
  } catch (error) {
    found.add(`it is not JSON: ${shown(String(error))}`)
  }
  return []
}

/** All are counted, the first few kept. */
class Problems {
  #count = 0
  #first: string[] = []

  add(problem: string): void {
    this.#count += 1
    if (this.#first.length < PROBLEMS_MAX) this.#first.push(problem)
  }

  told(): { readonly bad: number; readonly problems: readonly string[] } {
    return { bad: this.#count, problems: this.#first }
  }
}

function shown(entry: string): string {
  return entry.length <= SHOWN_CHARS ? entry : `${entry.slice(0, SHOWN_CHARS)}…`
}
