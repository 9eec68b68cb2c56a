/**
 * One system call as a tool told of it, whichever tool it was, and how parsers hand over what they
 * read. Times count from the capture's origin, a whole second, so that nanoseconds fit a number.
 */

/**
 * A finished system call. The object and the bytes behind it are the parser's and are used again for
 * the next one: copy what is to be kept. What costs is worked out only when it is asked for.
 */
export interface Syscall {
  /** The thread that called; 0 when the capture does not say. */
  readonly tid: number
  readonly name: string
  /** Since the capture's origin; NaN when the capture has no times. */
  readonly startNs: number
  /** NaN when the capture does not say. */
  readonly durationNs: number
  /** What it returned; NaN for `?` and for what is not a number. */
  readonly result: number
  /** `EAGAIN`; empty when it did not fail. */
  readonly errno: string
  /** The first argument where it is a descriptor, else −1. */
  fd(): number
  /** What that descriptor is, as far as the capture decodes it: `UDP:[127.0.0.1:9000]`; else empty. */
  descriptor(): string
  /** What a sending or receiving call carried: one for most, several for sendmmsg and recvmmsg. */
  messages(): readonly SyscallMessage[]
}

export type SyscallMessage = {
  /** `127.0.0.1:9001`, `[::1]:9001`; empty when the capture does not say. */
  readonly peer: string
  /** As many as the capture shows, at most `sizeBytes`; undefined when it shows none. */
  readonly bytes: Uint8Array | undefined
  readonly sizeBytes: number
}

/** What a parser makes of a capture. Nothing is kept for it: each is called as the line is read. */
export interface SyscallSink {
  call(call: Syscall): void
}

/** What every line of a capture was; `lines` is the sum of the others. */
export type LineCounts = {
  readonly lines: number
  /** Lines that end a call: whole ones and resumed ones. */
  readonly calls: number
  readonly signals: number
  readonly exits: number
  /** The tool's own words. */
  readonly notices: number
  /** Beginnings that are resumed later, dumps and stacks of a call, empty lines. */
  readonly continuations: number
  readonly unrecognized: number
}

/** What a parser knows when the capture has ended. */
export type ParseOutcome = {
  readonly counts: LineCounts
  /** The first few, cut and as they are: they need escaping. */
  readonly unrecognized: readonly { readonly line: number; readonly text: string }[]
  /** Calls that began and of which the capture never tells the end. */
  readonly unfinished: number
  /** Calls that the tool says it saw and had no room for, where it says so. */
  readonly lost?: number
  /** Seconds since 1970 that times count from; 0 for clocks that do not count from there. */
  readonly originS: number
}

/** Reads a capture as it comes in. Never throws, whatever the bytes; memory is bounded by the number of threads. */
export interface CaptureParser {
  push(chunk: Uint8Array): void
  end(): ParseOutcome
}
