/**
 * How a call's line ends: what the call returned, which error it was, how long it took. Most lines
 * are read from their end and what stands between, the arguments, is never looked at. Arguments may
 * hold anything, also what looks like a result; so whatever is not plain is read from the front.
 */
import {
  asciiText,
  CLOSE_PAREN,
  DOT,
  EQUALS,
  GREATER,
  hexDigit,
  isDigit,
  LESS,
  LETTER_E,
  LETTER_X,
  MINUS,
  NINE,
  OPEN_PAREN,
  QUESTION,
  QUOTE,
  SPACE,
  spells,
  ZERO,
} from './ascii.ts'
import { ByteTable } from './byte-table.ts'
import { UNIT_NS } from './decimal.ts'
import { closingQuote, decorationEnd } from './quoted.ts'

/** `open`: the line tells no end of the call, and says so. `abandoned`: nor will a later one. */
export type TailKind = 'complete' | 'open' | 'abandoned' | 'none'

const UNFINISHED = ' <unfinished ...>'
const DETACHED = ' <detached ...>'
/** A longer one than this is nobody's. */
const REMARK = / <(?:(pid changed to \d+ \.\.\.)|Cannot restart pid [^<>]*)>$/
const REMARK_BYTES_MAX = 128
/** Places that look like a result and are tried when the arguments cannot be made sense of. */
const GUESSES_MAX = 8

/** What the text of an error has, and a remark like (Timeout): nothing that arguments are made of. */
const PLAIN = new Uint8Array(256)
for (const character of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /-,'_|:.") {
  PLAIN[character.charCodeAt(0)] = 1
}

export class Tail {
  /** Where the arguments end. */
  argsTo = 0
  result = Number.NaN
  errno = ''
  durationNs = Number.NaN
  readonly #errnos = new ByteTable<string>(512, (text) => text)

  /** Reads the line from where its arguments begin. */
  read(bytes: Uint8Array, from: number, to: number): TailKind {
    this.errno = ''
    this.result = Number.NaN
    this.durationNs = Number.NaN
    this.argsTo = to
    let end = to
    if (bytes[to - 1] === GREATER) {
      const remark = this.#remark(bytes, from, to)
      if (remark !== 'none') return remark
      end = this.#duration(bytes, from, to)
    }
    if (this.#fromEnd(bytes, from, end) || this.#fromFront(bytes, from, end)) return 'complete'
    this.durationNs = Number.NaN
    return 'none'
  }

  #remark(bytes: Uint8Array, from: number, to: number): TailKind {
    if (bytes[to - 2] === DOT) {
      if (endsWith(bytes, from, to, UNFINISHED)) {
        this.argsTo = to - UNFINISHED.length
        return 'open'
      }
      if (endsWith(bytes, from, to, DETACHED)) return 'abandoned'
    } else if (isDigit(bytes[to - 2] ?? 0)) return 'none'
    const last = asciiText(bytes, Math.max(from, to - REMARK_BYTES_MAX), to)
    const remark = REMARK.exec(last)
    if (remark === null) return 'none'
    this.argsTo = to - remark[0].length
    // The call goes on under another pid; a line `superseded` will say so.
    return remark[1] === undefined ? 'abandoned' : 'open'
  }

  /** ` <0.000093>`. Returns where it begins, or `to` when it is not one. */
  #duration(bytes: Uint8Array, from: number, to: number): number {
    let at = to - 2
    let value = 0
    let scale = 1
    let digits = 0
    for (; at > from; at--) {
      const byte = bytes[at] ?? 0
      if (byte >= ZERO && byte <= NINE) {
        value += (byte - ZERO) * scale
        scale *= 10
      } else if (byte === DOT && digits === 0) digits = to - 2 - at
      else break
    }
    const unitNs = UNIT_NS[digits]
    if (bytes[at] !== LESS || bytes[at - 1] !== SPACE || at > to - 3) return to
    if (unitNs === undefined) return to
    this.durationNs = value * unitNs
    return at - 1
  }

  /** `) = 17`, `) = ?`, `) = 0x7f00`, `) = -1 EAGAIN (…)`, `) = 0 (Timeout)`. */
  #fromEnd(bytes: Uint8Array, from: number, end: number): boolean {
    let at = end - 1
    let remarkAt = 0
    while (bytes[at] === CLOSE_PAREN) {
      at--
      while (at > from && PLAIN[bytes[at] ?? 0] === 1) at--
      if (bytes[at] !== OPEN_PAREN || bytes[at - 1] !== SPACE) return false
      remarkAt = at
      at -= 2
    }
    const nameTo = at + 1
    let nameAt = 0
    if (remarkAt > 0) {
      let before = at
      while (before > from && isNameByte(bytes[before] ?? 0)) before--
      if (bytes[before + 1] === LETTER_E && bytes[before] === SPACE) {
        nameAt = before + 1
        at = before - 1
      }
    }
    at = this.#number(bytes, from, at)
    if (at < 0 || bytes[at] !== SPACE || bytes[at - 1] !== EQUALS || bytes[at - 2] !== SPACE) {
      return false
    }
    at -= 3
    while (at > from && bytes[at] === SPACE) at--
    if (at < from || bytes[at] !== CLOSE_PAREN) return false
    this.argsTo = at
    if (nameAt > 0) this.errno = this.#errnos.get(bytes, nameAt, nameTo)
    else if (remarkAt > 0) this.errno = unnamedError(bytes, remarkAt, end)
    return true
  }

  /** Reads the number that ends at `last`. Returns what is before it, −1 when there is none. */
  #number(bytes: Uint8Array, from: number, last: number): number {
    let at = last
    if (bytes[at] === QUESTION) {
      this.result = Number.NaN
      return at - 1
    }
    let value = 0
    let scale = 1
    let byte = bytes[at] ?? 0
    while (at > from && byte >= ZERO && byte <= NINE) {
      value += (byte - ZERO) * scale
      scale *= 10
      byte = bytes[--at] ?? 0
    }
    if (byte === SPACE && at < last) {
      this.result = bytes[at + 1] === ZERO && at + 1 < last ? octal(bytes, at + 1, last) : value
      return at
    }
    if (byte === MINUS && at < last) {
      this.result = -value
      return at - 1
    }
    while (at > from && hexDigit(bytes[at] ?? 0) >= 0) at--
    if (bytes[at] !== LETTER_X || bytes[at - 1] !== ZERO || at === last) return -1
    this.result = hex(bytes, at + 1, last)
    return at - 2
  }

  /** Finds where the arguments end by reading them. */
  #fromFront(bytes: Uint8Array, from: number, end: number): boolean {
    const close = closingParen(bytes, from, end)
    if (close >= 0 && this.#resultFrom(bytes, close + 1, end)) {
      this.argsTo = close
      return true
    }
    // A path that an old strace did not escape, or a line that lost its middle.
    let guesses = 0
    for (let at = end - 1; at >= from && guesses < GUESSES_MAX; at--) {
      if (bytes[at] !== EQUALS || bytes[at - 1] !== SPACE || bytes[at + 1] !== SPACE) continue
      guesses++
      let paren = at - 1
      while (paren > from && bytes[paren] === SPACE) paren--
      if (bytes[paren] === CLOSE_PAREN && this.#resultFrom(bytes, paren + 1, end)) {
        this.argsTo = paren
        return true
      }
    }
    return false
  }

  /** Whether everything from `start`, behind the arguments, to `end` is a result. */
  #resultFrom(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    while (at < end && bytes[at] === SPACE) at++
    if (at === start || bytes[at] !== EQUALS || bytes[at + 1] !== SPACE) return false
    at += 2
    let number = at
    while (number < end && isNumberByte(bytes[number] ?? 0)) number++
    if (this.#number(bytes, at - 1, number - 1) !== at - 1) return false
    at = number
    if (bytes[at] === LESS) {
      const behind = decorationEnd(bytes, at, end)
      if (behind === at + 1) return false
      at = spells(bytes, behind, '(deleted)') ? behind + '(deleted)'.length : behind
    }
    this.errno = ''
    if (at === end) return true
    if (bytes[at] !== SPACE || at > end) return false
    if (bytes[end - 1] !== CLOSE_PAREN) {
      return end - at === UNAVAILABLE.length && spells(bytes, at, UNAVAILABLE)
    }
    let nameTo = at + 1
    while (nameTo < end && isNameByte(bytes[nameTo] ?? 0)) nameTo++
    if (bytes[at + 1] === LETTER_E) this.errno = this.#errnos.get(bytes, at + 1, nameTo)
    else if (bytes[at + 1] === OPEN_PAREN) this.errno = unnamedError(bytes, at + 1, end)
    else return false
    return true
  }
}

const UNAVAILABLE = ' <unavailable>'

/** `errno 999` of `(errno 999)`, which stands where an error has no name; else empty. */
function unnamedError(bytes: Uint8Array, from: number, end: number): string {
  return spells(bytes, from, '(errno ') ? asciiText(bytes, from + 1, end - 1) : ''
}

/** The parenthesis that ends the arguments, −1 when there is none. */
function closingParen(bytes: Uint8Array, from: number, to: number): number {
  let depth = 0
  // Where one bracket stays open, none is looked for again: that could take forever.
  let hasDecorations = true
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = closingQuote(bytes, at + 1, to)
    else if (byte === LESS && hasDecorations) {
      const behind = decorationEnd(bytes, at, to)
      hasDecorations = behind > at + 1
      at = behind - 1
    } else if (byte === OPEN_PAREN) depth++
    else if (byte === CLOSE_PAREN && depth-- === 0) return at
  }
  return -1
}

function endsWith(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  return to - text.length >= from && spells(bytes, to - text.length, text)
}

/** Of `EAGAIN`, `ERESTARTSYS`, `ERRNO_999`. */
function isNameByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || isDigit(byte) || byte === 0x5f
}

function isNumberByte(byte: number): boolean {
  return byte === MINUS || byte === QUESTION || byte === LETTER_X || hexDigit(byte) >= 0
}

function octal(bytes: Uint8Array, from: number, last: number): number {
  let value = 0
  for (let at = from; at <= last; at++) value = value * 8 + (bytes[at] ?? 0) - ZERO
  return value
}

function hex(bytes: Uint8Array, from: number, last: number): number {
  let value = 0
  for (let at = from; at <= last; at++) value = value * 16 + hexDigit(bytes[at] ?? 0)
  return value
}
