/** What all runs of a measurement have in common; it goes to disk, so that a resumed one is the same. */
import type { RunOptions } from '../run-options.ts'

export type BlockRunOptions = Omit<
  RunOptions,
  'name' | 'seed' | 'program' | 'report' | 'signal' | 'thresholds' | 'tool'
>

/** All but the folders, which may have moved. */
export function circumstancesOf({
  resultsDir: _results,
  tracesDir: _traces,
  ...rest
}: BlockRunOptions): Record<string, unknown> {
  // As it reads back: undefined is not there.
  return JSON.parse(JSON.stringify(rest)) as Record<string, unknown>
}

/** The names of what differs, each with both values: `nodes: 4, now 8`. */
export function differencesBetween(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [old, young] = [before[key], now[key]]
    if (isPlainObject(old) && isPlainObject(young)) return differencesBetween(old, young)
    const [oldText, youngText] = [JSON.stringify(old), JSON.stringify(young)]
    return oldText === youngText ? [] : [`${key}: ${oldText ?? 'none'}, now ${youngText ?? 'none'}`]
  })
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
