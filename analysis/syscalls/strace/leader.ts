/**
 * What stands before a call on its line: who called and when. All parts are optional and come in one
 * order: pid, time, time since the line before, number of the call, instruction pointer. Times of
 * every form become nanoseconds since the capture's origin.
 */
import {
  BACKSLASH,
  CLOSE_BRACKET,
  COLON,
  DOT,
  GREATER,
  LESS,
  LETTER_P,
  NINE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PLUS,
  SPACE,
  spells,
  ZERO,
} from './ascii.ts'
import { UNIT_NS } from './decimal.ts'

/** Linux allows no greater pid; seconds since 1970 are far above it. */
const PID_MAX = 4_194_304
/** Seconds since 1970 have as many digits at least: before, it was 1973. */
const EPOCH_DIGITS = 9
/** Beyond, a number is no time. */
const DIGITS_MAX = 12
const DAY_S = 86_400

/** Bytes that a body begins with and no part of a leader does. */
const BEGINS_BODY = new Uint8Array(256)
for (const character of 'abcdefghijklmnopqrstuvwxyz_?<+-') {
  BEGINS_BODY[character.charCodeAt(0)] = 1
}

export class Leader {
  /** Of the line read last; 0 when nothing says. */
  tid: number
  /** NaN when it has no time. */
  timeNs = Number.NaN
  /** The line said whose it is. */
  hasPid = false
  /** Seconds since 1970 that times count from; NaN until there is such a time. */
  originS: number
  readonly #ownTid: number
  /** A capture split by threads says nothing about the lines in between. */
  readonly #knowsGaps: boolean
  /** Whose lines without a pid are: on stderr, the only one that is left. */
  #lone = 0

  #whole = 0
  #digits = 0
  #fractionNs = 0
  #hasFraction = false

  #second = Number.NaN
  #secondStartNs = Number.NaN
  #dayS = 0
  #lastOfDayS = 0
  #gapsNs = 0

  constructor(options: {
    readonly tid?: number | undefined
    readonly originS?: number | undefined
  }) {
    this.#ownTid = options.tid ?? 0
    this.#knowsGaps = options.tid === undefined
    this.tid = this.#ownTid
    this.originS = options.originS ?? Number.NaN
  }

  /** From now on lines without a pid are this thread's, until one has a pid again. */
  isAlone(tid: number): void {
    this.#lone = tid
  }

  /** Returns where the body begins. */
  read(bytes: Uint8Array, from: number): number {
    const body = this.#plain(bytes, from)
    return body < 0 ? this.#any(bytes, from) : body
  }

  /** `4021  1795398046.222025 `, as nearly all captures have it. −1 for everything else. */
  #plain(bytes: Uint8Array, from: number): number {
    let at = from
    let pid = 0
    let byte = bytes[at] ?? 0
    while (byte >= ZERO && byte <= NINE) {
      pid = pid * 10 + (byte - ZERO)
      byte = bytes[++at] ?? 0
    }
    if (byte !== SPACE || at === from || pid > PID_MAX) return -1
    while (byte === SPACE) byte = bytes[++at] ?? 0
    const secondsAt = at
    let seconds = 0
    while (byte >= ZERO && byte <= NINE) {
      seconds = seconds * 10 + (byte - ZERO)
      byte = bytes[++at] ?? 0
    }
    const digits = at - secondsAt
    if (byte !== DOT || digits < EPOCH_DIGITS || digits > DIGITS_MAX) return -1
    const fractionAt = ++at
    let fraction = 0
    byte = bytes[at] ?? 0
    while (byte >= ZERO && byte <= NINE) {
      fraction = fraction * 10 + (byte - ZERO)
      byte = bytes[++at] ?? 0
    }
    const unitNs = UNIT_NS[at - fractionAt]
    const next = bytes[at + 1] ?? 0
    if (byte !== SPACE || unitNs === undefined || !BEGINS_BODY[next]) return -1
    this.tid = pid
    this.hasPid = true
    this.timeNs = this.#secondNs(seconds) + fraction * unitNs
    return at + 1
  }

  #any(bytes: Uint8Array, from: number): number {
    this.hasPid = false
    this.timeNs = Number.NaN
    let at = from
    let gapNs = Number.NaN
    let isCoarse = false
    for (;;) {
      const start = at
      while (bytes[at] === SPACE) at++
      const byte = bytes[at] ?? 0
      if (byte >= ZERO && byte <= NINE) {
        const behind = this.#number(bytes, at)
        const next = bytes[behind]
        if (next === COLON) {
          at = this.#timeOfDay(bytes, at)
          isCoarse = !this.#hasFraction
          if (at < 0) return start
        } else if (next !== SPACE && next !== LESS) return start
        else if (this.#digits >= EPOCH_DIGITS) {
          if (this.#digits > DIGITS_MAX) return start
          this.timeNs = this.#secondNs(this.#whole) + this.#fractionNs
          isCoarse = !this.#hasFraction
          at = behind
        } else if (this.hasPid || this.#hasFraction || start < at) {
          gapNs = this.#whole * 1e9 + this.#fractionNs
          at = behind
        } else if (this.#whole <= PID_MAX) {
          this.tid = this.#whole
          this.hasPid = true
          at = next === LESS ? commandEnd(bytes, behind) : behind
        } else return start
      } else if (byte === OPEN_BRACKET && (start === at || this.hasPid)) {
        const behind = this.#bracket(bytes, at)
        if (behind < 0) break
        at = behind
      } else if (byte === OPEN_PAREN && bytes[at + 1] === PLUS) {
        let digits = at + 2
        while (bytes[digits] === SPACE) digits++
        const behind = this.#number(bytes, digits)
        gapNs = this.#whole * 1e9 + this.#fractionNs
        at = behind + 1
      } else {
        // Behind nothing they are the body's own: a dump's, or a table's.
        if (start === from) at = start
        break
      }
      if (bytes[at] !== SPACE) return start
      at++
    }
    if (!this.hasPid) this.tid = this.#lone > 0 ? this.#lone : this.#ownTid
    else if (this.#lone > 0 && this.#ownTid === 0) this.#lone = 0
    if (!Number.isNaN(gapNs) && this.#knowsGaps) this.#addGap(gapNs, isCoarse)
    return at
  }

  /** Digits, and a fraction if there is one. Returns where they end. */
  #number(bytes: Uint8Array, from: number): number {
    let at = from
    let whole = 0
    let byte = bytes[at] ?? 0
    while (byte >= ZERO && byte <= NINE) {
      whole = whole * 10 + (byte - ZERO)
      byte = bytes[++at] ?? 0
    }
    this.#whole = whole
    this.#digits = at - from
    this.#hasFraction = byte === DOT
    this.#fractionNs = 0
    return this.#hasFraction ? this.#fraction(bytes, at + 1) : at
  }

  #fraction(bytes: Uint8Array, from: number): number {
    let at = from
    let value = 0
    let byte = bytes[at] ?? 0
    while (byte >= ZERO && byte <= NINE) {
      if (at - from < 9) value = value * 10 + (byte - ZERO)
      byte = bytes[++at] ?? 0
    }
    this.#fractionNs = value * (UNIT_NS[at - from] ?? 1)
    return at
  }

  /** Many lines come within one second. */
  #secondNs(seconds: number): number {
    if (seconds !== this.#second) {
      if (Number.isNaN(this.originS)) this.originS = seconds
      this.#second = seconds
      this.#secondStartNs = (seconds - this.originS) * 1e9
    }
    return this.#secondStartNs
  }

  /** `01:40:46.222025`, from the midnight before the capture began. −1 when it is something else. */
  #timeOfDay(bytes: Uint8Array, from: number): number {
    const hours = this.#whole
    const minutesAt = from + this.#digits + 1
    const secondsAt = this.#number(bytes, minutesAt) + 1
    const minutes = this.#whole
    if (bytes[secondsAt - 1] !== COLON) return -1
    const behind = this.#number(bytes, secondsAt)
    if (bytes[behind] !== SPACE || this.#digits !== 2) return -1
    const ofDayS = hours * 3600 + minutes * 60 + this.#whole
    // Lines may be a little out of order; half a day back is the next day.
    if (ofDayS + DAY_S / 2 < this.#lastOfDayS) this.#dayS += DAY_S
    this.#lastOfDayS = ofDayS
    this.timeNs = (this.#dayS + ofDayS) * 1e9 + this.#fractionNs
    return behind
  }

  /** Times that are only gaps are summed up; they make times in whole seconds finer. */
  #addGap(gapNs: number, isCoarse: boolean): void {
    this.#gapsNs += gapNs
    if (Number.isNaN(this.timeNs)) this.timeNs = this.#gapsNs
    else if (isCoarse) {
      // Gaps are cut to whole units, and so their sum falls behind.
      const finer = Math.min(Math.max(this.#gapsNs, this.timeNs), this.timeNs + 999_999_999)
      this.#gapsNs = finer
      this.timeNs = finer
    }
  }

  /** `[pid  4021]`, `[ 257]`, `[00007f54c11a6b1d]`. −1 when it is something else, as strace's own words are. */
  #bracket(bytes: Uint8Array, from: number): number {
    if (spells(bytes, from, '[pid ')) {
      let at = from + 5
      while (bytes[at] === SPACE) at++
      const behind = this.#number(bytes, at)
      if (this.#digits === 0 || this.#whole > PID_MAX) return -1
      this.tid = this.#whole
      this.hasPid = true
      at = bytes[behind] === LESS ? commandEnd(bytes, behind) : behind
      return bytes[at] === CLOSE_BRACKET ? at + 1 : -1
    }
    if (bytes[from + 1] === SPACE && bytes[from + 2] === LETTER_P) return -1
    // What is in it: a number, digits of base 16, question marks, a security context.
    for (let at = from + 1; at < from + 256; at++) {
      const byte = bytes[at] ?? 0
      if (byte === CLOSE_BRACKET) return at + 1
      if (byte < SPACE || byte > 0x7e || byte === OPEN_PAREN) return -1
    }
    return -1
  }
}

/** Behind the `>` of `4021<node>`; what is special in a name is escaped. */
function commandEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1
  while (at - from < 256 && bytes[at] !== GREATER && (bytes[at] ?? 0) >= SPACE) {
    if (bytes[at] === BACKSLASH) at++
    at++
  }
  return at + 1
}
