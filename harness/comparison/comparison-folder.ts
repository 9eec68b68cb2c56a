/** Where the report of a comparison goes: the same question again writes over the answer. */
import { join } from 'node:path'
import { COMPARISONS } from '../recording/recorded-folders.ts'

const NAME_CHARS_MAX = 60

export function comparisonFolder(resultsDir: string, base: string, candidate: string): string {
  return join(resultsDir, COMPARISONS, `${slug(base)}..${slug(candidate)}`)
}

/** Letters and digits of any script stay: whatever else somebody called it can be no path. */
function slug(label: string): string {
  const text = label.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')
  return text.slice(0, NAME_CHARS_MAX) || 'unnamed'
}
