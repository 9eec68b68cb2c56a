/** Reads strace's output into plain objects: what a parser hands over is used again for the next call. */

import { type StraceOptions, StraceParser } from '../../analysis/syscalls/strace/strace-parser.ts'
import type { LineCounts, ParseOutcome, Syscall } from '../../analysis/syscalls/syscall.ts'

export type KeptCall = {
  readonly tid: number
  readonly name: string
  readonly startNs: number
  readonly durationNs: number
  readonly result: number
  readonly errno: string
  readonly fd: number
  readonly descriptor: string
  /** Bytes one character each. */
  readonly messages: readonly {
    readonly peer: string
    readonly text: string | undefined
    readonly sizeBytes: number
  }[]
}

export type ParsedCapture = ParseOutcome & {
  readonly calls: readonly KeptCall[]
  readonly countedByStrace: StraceParser['countedByStrace']
}

export function parseStrace(
  capture: string | Uint8Array,
  options: StraceOptions & { readonly pieceBytes?: number } = {},
): ParsedCapture {
  const bytes = typeof capture === 'string' ? Buffer.from(capture) : capture
  const calls: KeptCall[] = []
  const parser = new StraceParser({ call: (call) => calls.push(kept(call)) }, options)
  const pieceBytes = options.pieceBytes ?? Math.max(1, bytes.length)
  // Each piece is gone when the next one comes, as with a reader that has one buffer.
  const piece = Buffer.alloc(pieceBytes)
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const part = bytes.subarray(at, at + pieceBytes)
    piece.set(part)
    parser.push(piece.subarray(0, part.length))
    piece.fill(0x21)
  }
  return { ...parser.end(), calls, countedByStrace: parser.countedByStrace }
}

/** The sum of what lines were, to compare with `lines`. */
export function accounted(counts: LineCounts): number {
  const { calls, signals, exits, notices, continuations, unrecognized } = counts
  return calls + signals + exits + notices + continuations + unrecognized
}

function kept(call: Syscall): KeptCall {
  const { tid, name, startNs, durationNs, result, errno } = call
  return {
    tid,
    name,
    startNs,
    durationNs,
    result,
    errno,
    fd: call.fd(),
    descriptor: call.descriptor(),
    messages: call.messages().map(({ peer, bytes, sizeBytes }) => ({
      peer,
      text: bytes && Buffer.from(bytes).toString('latin1'),
      sizeBytes,
    })),
  }
}
