/** What lines look like that are not a call's, and what a call's line is told by. */
import { asciiText } from './ascii.ts'

/** strace's own words, with the path it was called by; some of older versions. */
export const NOTICE =
  /^(?:(?:[^\s:]*\/)?strace: |\[ Process PID=\d+ runs in .* mode\. \]$|Process \d+ (?:attached|detached|resumed|suspended)\b|System call usage summary for .* mode:$|Try 'strace -h' for more information\.$)/

export const SIGNAL = /^--- (?:SIG\w+(?: [{(].*[)}])?|stopped by SIG\w+) ---$/

export const EXIT =
  /^\+\+\+ (?:exited with \d+|killed by \w+(?: \(core dumped\))?|superseded by execve in pid (?<thread>\d+)) \+\+\+$/

/** What belongs to a call: its bytes in hexadecimal, its stack, and the headings of such. */
export const ATTACHED =
  /^ (?:\| [0-9a-f]{5,} {2}.* \||> .+|\* \d+ bytes in buffer \d+|= \d+ buffers in vector \d+)$/

/** What a line looks like that stops anywhere. */
export const CUT =
  /^(?:\[?(?:p(?:i(?:d[ \d]*)?)?)?$|[\d.:]+$|\(\+[ \d.]*$|[a-z_]\w*$|<[^<>"]*>?.*$|---? ?.*$|\+\+?\+? ?.*$| [|>*=]?.*$|\[.*$|[^\s:]*strace:?.*$)/

/** Of names of system calls; strace writes ???? for one that it could not find out. */
export const IS_NAME = new Uint8Array(256)
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_?') {
  IS_NAME[character.charCodeAt(0)] = 1
}

const SPLITTING = /(?:\/[^\s:]*\/)?strace: /g
/** strace's words are not longer. */
const WORDS_BYTES_MAX = 1024

/** Where strace's own words begin that split a line, as happens on stderr; −1 when there are none. */
export function splitPoint(bytes: Uint8Array, from: number, to: number): number {
  const lastFrom = Math.max(from, to - WORDS_BYTES_MAX)
  let point = -1
  for (const { index } of asciiText(bytes, lastFrom, to).matchAll(SPLITTING)) {
    point = lastFrom + index
  }
  return point
}
