/**
 * Text that others wrote (addresses, error messages, names of hosts) on its way into HTML, Markdown
 * and terminals. `html` escapes whatever is put into it unless it is already HTML, so that escaping
 * cannot be forgotten.
 */

/** HTML that was made by `html`, and nothing else. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[]

/** Template tag. Strings are escaped, arrays put one after the other, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = parts[0] ?? ''
  values.forEach((value, index) => {
    text += htmlOf(value) + (parts[index + 1] ?? '')
  })
  return new Html(text)
}

function htmlOf(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeHtml(printable(value))
  return value.map(htmlOf).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** Keeps numbers and their units on one line: `2m 40s`, `84.2 µs`. */
export function unbroken(text: string): string {
  return text.replace(
    /(\d[mh]?) (?=(?:[nµm]?s|[KMGT]?i?B|%|\d{2}[sm])(?:$|[^\p{L}]))/gu,
    '$1\u00a0',
  )
}

/** A value as JSON inside a script element: no `<` is left that could end it. */
export function scriptJson(value: unknown): Html {
  return new Html(
    JSON.stringify(value)
      .replaceAll('<', '\\u003c')
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029'),
  )
}

/** Program or style text of our own inside its element: nothing in its strings can end the element. */
export function elementText(text: string): Html {
  return new Html(text.replace(/<(?=\/script|\/style|!--)/gi, '\\x3c'))
}

/** Control characters and those that turn the direction of writing, which can make a text show as another. */
const DECEPTIVE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** The text with such characters spelt out; safe for a terminal. Line breaks become spaces. */
export function printable(text: string): string {
  return text.replace(/\r?\n|\t/g, ' ').replace(DECEPTIVE, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The same line by line, where line breaks are meant. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** The same for every string in a value of plain data. */
export function printableStrings<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T
  if (Array.isArray(value)) return value.map(printableStrings) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, one]) => [printable(key), printableStrings(one)])
  return Object.fromEntries(entries) as T
}

/** Text in a line or a table cell of GitHub's Markdown: no markup, no HTML, no mention, no link. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replace(/(https?|ftp):\/\//gi, '$1&#58;//')
    .replace(/www\./gi, 'www&#46;')
    .replace(/^(\s*)([-=])/, '$1\\$2')
    .replace(/^(\s*\d+)\.(?=\s|$)/, '$1\\.')
}

/** Text as code in a line or a table cell. */
export function markdownCode(text: string): string {
  const plain = printable(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const space = longest > 0 ? ' ' : ''
  return `${fence}${space}${plain}${space}${fence}`
}
