/** What strace puts between quotes, and between the angle brackets behind a descriptor. */
import {
  BACKSLASH,
  GREATER,
  hexDigit,
  LESS,
  LETTER_X,
  MINUS,
  OPEN_BRACKET,
  QUOTE,
  SLASH,
} from './ascii.ts'

/** Where the quote is that closes a string, or `to`. `from` is behind the opening one. */
export function closingQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at++
  }
  return to
}

/**
 * Behind the bracket that closes what `<` at `from` opens: the path of a descriptor, the addresses
 * of a socket, a process's name. `from + 1` when nothing closes it, or it is a shift (`1<<CAP_KILL`).
 */
export function decorationEnd(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from + 1] === LESS) return from + 2
  const isPath = bytes[from + 1] === SLASH
  let depth = 0
  let isList = false
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === BACKSLASH) at++
    else if (byte === LESS) depth++
    // Both addresses of a socket: 127.0.0.1:9000->127.0.0.1:9001. In a path, `>` is spelt \76.
    else if (byte === GREATER && !(isList && bytes[at - 1] === MINUS)) {
      depth--
      if (depth === 0) return at + 1
    } else if (byte === OPEN_BRACKET && !isPath) isList = true
    // The path of a unix socket.
    else if (byte === QUOTE && isList) at = closingQuote(bytes, at + 1, to)
  }
  return from + 1
}

/** Letters behind a backslash, and what they stand for. */
const ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({
    n: '\n',
    t: '\t',
    r: '\r',
    v: '\v',
    f: '\f',
    a: '\x07',
    b: '\b',
    e: '\x1b',
  }).map(([letter, character]) => [letter.charCodeAt(0), character.charCodeAt(0)]),
)

/** The bytes that a string between quotes stands for, put into `into` from `start` on. Returns behind the last one. */
export function unescapeInto(
  into: Uint8Array,
  start: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let end = start
  let at = from
  while (at < to) {
    const byte = bytes[at++] ?? 0
    if (byte !== BACKSLASH || at === to) {
      into[end++] = byte
      continue
    }
    const letter = bytes[at++] ?? 0
    if (letter === LETTER_X) {
      const high = hexDigit(bytes[at] ?? 0)
      const low = at + 1 < to ? hexDigit(bytes[at + 1] ?? 0) : -1
      if (high >= 0 && low >= 0) {
        into[end++] = (high << 4) | low
        at += 2
        continue
      }
    }
    if (isOctal(letter)) {
      let value = letter - 0x30
      for (let digits = 1; digits < 3 && at < to && isOctal(bytes[at] ?? 0); digits++) {
        value = value * 8 + (bytes[at++] ?? 0) - 0x30
      }
      into[end++] = value & 0xff
      continue
    }
    into[end++] = ESCAPES.get(letter) ?? letter
  }
  return end
}

function isOctal(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37
}

const UTF8 = new TextDecoder()

/** What escaped bytes say, as text. */
export function unescapedText(bytes: Uint8Array, from: number, to: number): string {
  const plain = new Uint8Array(to - from)
  return UTF8.decode(plain.subarray(0, unescapeInto(plain, 0, bytes, from, to)))
}
