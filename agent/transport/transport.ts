/**
 * What carries an agent's bytes: one datagram socket and the stream exchange on the same port. It
 * knows nothing of messages; an implementation may run on libuv or on a loop of its own.
 */
import type { Address } from '../protocol/message.ts'

export interface Transport {
  /** What carries datagrams, for people: `dgram`. */
  readonly name: string
  /** Where it listens, with the port the kernel gave it. */
  readonly host: string
  readonly port: number
  /** Begins to deliver. Called once, right after opening. */
  start(receiver: Receiver): void
  /** A buffer to fill for the next `send`, `datagramBytesMax` long. Not sending it costs nothing. */
  buffer(): Uint8Array
  /** Sends the first `sizeBytes` of the buffer that `buffer` gave last. Failures are reported, never thrown. */
  send(sizeBytes: number, to: Address): void
  /** Opens a stream to `to`, sends `body`, and tells the receiver how it went. */
  exchange(to: Address, body: Uint8Array): void
  /** Answers an inbound stream and closes it. A stream that is gone is no error. */
  reply(stream: number, body: Uint8Array): void
  /** Closes an inbound stream without an answer. */
  refuse(stream: number): void
  close(): Promise<void>
}

/** Who is told. Callbacks come one at a time, from the transport's loop. */
export interface Receiver {
  /** `bytes` is the receiver's until it returns. `atMs` is the earliest moment the transport knows of. */
  datagram(bytes: Uint8Array, from: Address, atMs: number): void
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
