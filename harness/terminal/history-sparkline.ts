/** A series in one line of text: a block for each point, a mark below where it steps. */

const BLOCKS = '▁▂▃▄▅▆▇█'
const MISSING = ' '
/** A series that moves less than this share of its size looks flat, as it should. */
const SPAN_MIN = 0.2

export type Sparkline = {
  readonly line: string
  /** Marks under the points that are steps; empty without any. */
  readonly marks: string
}

/**
 * Where there are more points than columns, neighbours share a block: their mean. `steps` are indexes of
 * points.
 */
export function sparkline(
  values: readonly (number | null)[],
  steps: readonly number[],
  columns: number,
): Sparkline {
  const shared = Math.max(1, Math.ceil(values.length / columns))
  const slots = Array.from({ length: Math.ceil(values.length / shared) }, (_, slot) =>
    meanOf(values.slice(slot * shared, (slot + 1) * shared)),
  )
  const known = slots.filter((value) => value !== undefined)
  if (known.length === 0) return { line: '', marks: '' }
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const span = Math.max(high - low, SPAN_MIN * Math.max(Math.abs(low), Math.abs(high)))
  const base = (low + high - span) / 2
  const marked = new Set(steps.map((step) => Math.floor(step / shared)))
  return {
    line: slots.map((value) => blockAt(value, base, span)).join(''),
    marks: slots
      .map((_, slot) => (marked.has(slot) ? '▲' : ' '))
      .join('')
      .trimEnd(),
  }
}

function blockAt(value: number | undefined, base: number, span: number): string {
  if (value === undefined) return MISSING
  const share = span === 0 ? 0.5 : (value - base) / span
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))] ?? MISSING
}

function meanOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return undefined
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
