/**
 * One request and one answer over TCP, both sides under a deadline. Everything that can go wrong on
 * a stream ends as a reason given to the receiver; no stream outlives its deadline.
 */
import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { Address } from '../protocol/message.ts'
import type { AddressBook } from './address-book.ts'
import { codeOf } from './datagram-socket.ts'
import { FrameReader, frameOf } from './frame.ts'
import type { Receiver } from './transport.ts'

const DEADLINE_MS = 5000
/** More inbound streams than this at once are refused. */
const STREAMS_MAX = 256
const WILDCARDS = new Set(['0.0.0.0', '::'])

type StreamReceiver = Pick<Receiver, 'request' | 'answer' | 'exchangeFailed' | 'streamMalformed'>
type StreamOptions = {
  readonly addresses: AddressBook
  /** Both sides give a stream this long from its beginning to its end. */
  readonly deadlineMs?: number
}

export class StreamExchange {
  readonly #host: string
  readonly #server: Server
  readonly #addresses: AddressBook
  readonly #deadlineMs: number
  /** Inbound streams that wait for their reply. */
  readonly #waiting = new Map<number, Socket>()
  readonly #open = new Set<Socket>()
  #receiver: StreamReceiver | undefined
  #inbound = 0
  #nextStream = 1

  /** Listens; rejects with the system's error. */
  static async listen(host: string, port: number, options: StreamOptions): Promise<StreamExchange> {
    const server = createServer({ noDelay: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, exclusive: true, ipv6Only: isIPv6(host) }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    return new StreamExchange(host, server, options)
  }

  private constructor(host: string, server: Server, options: StreamOptions) {
    this.#host = host
    this.#server = server
    this.#addresses = options.addresses
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS
  }

  start(receiver: StreamReceiver): void {
    this.#receiver = receiver
    this.#server.on('connection', (socket) => this.#accept(socket))
    this.#server.on('error', (error) => receiver.streamMalformed(`accept-${codeOf(error)}`))
  }

  exchange(to: Address, body: Uint8Array): void {
    const endpoint = this.#addresses.endpoint(to)
    if (endpoint === undefined) {
      // Later, as every other answer: the caller is in the middle of carrying out effects.
      setImmediate(() => this.#receiver?.exchangeFailed(to, 'ERR_ADDRESS'))
      return
    }
    const socket = connect({
      host: endpoint.host,
      port: endpoint.port,
      noDelay: true,
      // The peer takes our host from the connection, so it must be the one we are known by.
      ...(WILDCARDS.has(this.#host) ? {} : { localAddress: this.#host }),
    })
    let settled = false
    const settle = (act: () => void): void => {
      if (settled) return
      settled = true
      socket.destroy()
      act()
    }
    const fail = (reason: string): void => settle(() => this.#receiver?.exchangeFailed(to, reason))
    this.#guard(socket, () => fail('deadline'))
    const reader = new FrameReader()
    socket.on('connect', () => socket.write(frameOf(body)))
    socket.on('data', (chunk: Buffer) => {
      const step = reader.push(chunk)
      if (step.kind === 'malformed') fail(step.reason)
      if (step.kind === 'complete') settle(() => this.#receiver?.answer(to, step.body))
    })
    socket.on('error', (error) => fail(codeOf(error)))
    socket.on('close', () => fail('closed'))
  }

  reply(stream: number, body: Uint8Array): void {
    this.#waiting.get(stream)?.end(frameOf(body))
    this.#waiting.delete(stream)
  }

  refuse(stream: number): void {
    this.#waiting.get(stream)?.destroy()
    this.#waiting.delete(stream)
  }

  close(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #accept(socket: Socket): void {
    if (this.#inbound >= STREAMS_MAX) {
      this.#receiver?.streamMalformed('too-many-streams')
      socket.destroy()
      return
    }
    this.#inbound++
    const stream = this.#nextStream++
    let complete = false
    const refuse = (reason: string): void => {
      if (!complete) this.#receiver?.streamMalformed(reason)
      complete = true
      socket.destroy()
    }
    this.#guard(socket, () => refuse('stream-deadline'))
    const reader = new FrameReader()
    socket.on('data', (chunk: Buffer) => {
      if (complete) {
        socket.destroy()
        return
      }
      const step = reader.push(chunk)
      if (step.kind === 'malformed') refuse(step.reason)
      if (step.kind !== 'complete') return
      complete = true
      this.#waiting.set(stream, socket)
      this.#receiver?.request(stream, step.body, socket.remoteAddress ?? '')
    })
    socket.on('end', () => {
      if (!complete) refuse('stream-truncated')
    })
    socket.on('error', () => refuse('stream-reset'))
    socket.on('close', () => {
      this.#inbound--
      this.#waiting.delete(stream)
    })
  }

  /** Follows a socket to its end, which `expired` brings about when the deadline comes first. */
  #guard(socket: Socket, expired: () => void): void {
    this.#open.add(socket)
    const timer = setTimeout(expired, this.#deadlineMs)
    socket.on('close', () => {
      clearTimeout(timer)
      this.#open.delete(socket)
    })
  }
}
