/**
 * What carries an agent's bytes: one datagram socket and the stream exchange on the same port. It
 * knows nothing of messages; an implementation may run on libuv or on a loop of its own.
 */
import type { Address } from '../protocol/message.ts'

export interface Transport {
  /** What carries datagrams, for people: `ffi` or `dgram`. */
  readonly name: string
  /** Where it listens, with the port the kernel gave it. */
  readonly host: string
  readonly port: number
  /** Begins to deliver. Called once, right after opening. */
  start(receiver: Receiver): void
  /** A buffer to fill for the next `send`, `datagramBytesMax` long. Not sending it costs nothing. */
  buffer(): Uint8Array
  /**
   * Sends the first `sizeBytes` of the buffer that `buffer` gave last, at once or after the next `flush`.
   * Failures are reported, never thrown.
   */
  send(sizeBytes: number, to: Address): void
  /**
   * Sends what was held back, and returns whether everything has left: while more datagrams are at
   * hand, the answers to all of them go together, and what alarms send may leave when all of them have rung.
   */
  flush(): boolean
  /** Opens a stream to `to`, sends `body`, and tells the receiver how it went. */
  exchange(to: Address, body: Uint8Array): void
  /** Answers an inbound stream and closes it. A stream that is gone is no error. */
  reply(stream: number, body: Uint8Array): void
  /** Closes an inbound stream without an answer. */
  refuse(stream: number): void
  close(): Promise<void>
}

/** What has become of the answer to a datagram: none made, given to the transport, or gone. */
export type Reply = 'none' | 'held' | 'sent'

/** Who is told. Callbacks come one at a time, from the transport's loop. */
export interface Receiver {
  /**
   * A first look at the datagram that `datagram` tells of next, for an answer that depends neither on who
   * sent it nor when: written to `into`, and its size returned, or 0. `datagram` is then told that it was sent.
   */
  glance?(bytes: Uint8Array, into: Uint8Array): number
  /**
   * `bytes` is the receiver's until it returns. `atMs` is when it was received; `kernelMs`, when it lay in the
   * kernel, and `awakeMs`, when the thread was awake to read it, are NaN where the transport cannot tell.
   * `reply` is what has become of the answer that `glance` gave.
   */
  datagram(
    bytes: Uint8Array,
    from: Address,
    atMs: number,
    kernelMs: number,
    awakeMs: number,
    reply: Reply,
  ): void
  /** Everything given to `send` so far has left; the clock was read right before the call that did it. */
  sent(atMs: number): void
  /** A peer opened a stream and sent its request; it waits for `reply` or `refuse`. */
  request(stream: number, body: Uint8Array, remoteHost: string): void
  /** The answer to an `exchange`. */
  answer(from: Address, body: Uint8Array): void
  exchangeFailed(to: Address, reason: string): void
  /** The kernel refused to send a datagram. */
  sendFailed(code: string): void
  /** An inbound stream that was no request of ours. */
  streamMalformed(reason: string): void
}

export type TransportOptions = {
  /** Numeric. */
  readonly host: string
  /** 0 takes a port that is free for datagrams and streams alike. */
  readonly port: number
  readonly datagramBytesMax: number
  /** Monotonic milliseconds, for the time of arrival. */
  readonly nowMs: () => number
}

/** The agent cannot listen where it was told to. */
export class BindError extends Error {
  override readonly name = 'BindError'
  /** `port-taken` or `cannot-bind`. */
  readonly code: string

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}
