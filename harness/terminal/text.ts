/** Text measured and broken as a terminal shows it: escape sequences take no room. */
import { stripVTControlCharacters } from 'node:util'

export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length
}

/** A figure and its unit stay together. */
const BREAK = / (?!(?:ns|µs|ms|s|B|KiB|MiB|GiB|%)(?![\p{L}\d]))/u

/** Breaks `text` between words; the first line begins with `indent`, the others with `hanging`. */
export function wrap(text: string, columns: number, indent = '', hanging = indent): string[] {
  const lines: string[] = []
  let line = indent
  let isEmpty = true
  for (const word of text.split(BREAK)) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line)
      line = hanging + word
    } else {
      line += isEmpty ? word : ` ${word}`
    }
    isEmpty = false
  }
  return [...lines, line]
}

/** Cuts unpainted text to `columns`, marking the cut. */
export function truncate(text: string, columns: number): string {
  const characters = [...text]
  return characters.length <= columns ? text : `${characters.slice(0, columns - 1).join('')}…`
}

/** Joins as many of `parts` as fit, in order, leaving out those that do not. */
export function joinFitting(parts: readonly string[], separator: string, columns: number): string {
  let joined = ''
  for (const part of parts) {
    if (part === '') continue
    const candidate = joined === '' ? part : joined + separator + part
    if (widthOf(candidate) <= columns) joined = candidate
  }
  return joined
}
