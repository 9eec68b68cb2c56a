/**
 * Carries one agent's state machine through real time: datagrams, streams and the alarm become
 * inputs, and effects are carried out in order. Whatever arrives, it does not throw.
 */
import type { AgentTotals } from '../contract.ts'
import type { ProtocolConfig } from '../protocol/config.ts'
import { zeroCounters } from '../protocol/counters.ts'
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Effect, Input } from '../protocol/input.ts'
import type { Address } from '../protocol/message.ts'
import { Swim, type SwimTotals } from '../protocol/swim.ts'
import type { Reply, Transport } from '../transport/transport.ts'
import { formatAddress } from '../wire/address.ts'
import { clusterTag } from '../wire/cluster.ts'
import { decodeMessage, encodeMessage, HEADER_BYTES } from '../wire/codec.ts'
import { writePlainAck } from '../wire/plain-ack.ts'
import { decodeState, encodeState } from '../wire/state-codec.ts'
import { updateSizeBytes } from '../wire/update-codec.ts'
import { AnswerLog, type Answers } from './answer-log.ts'
import type { Driver } from './driver.ts'
import { TrafficCounters } from './traffic-counters.ts'

export type HostOptions = {
  readonly host: string
  readonly port: number
  /** The address peers reach this agent at, when it is not the one it binds to. */
  readonly advertise: Address | undefined
  readonly cluster: string
  readonly config: ProtocolConfig
  readonly metadata: string | undefined
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly driver: Driver
  /** Called between effects: it must be quick and must not call the host. */
  readonly report: (event: ProtocolEvent) => void
  /** The agent is done and its sockets are closing. */
  readonly stopped: (why: StopReason) => void
}

export type StopReason = (Effect & { readonly kind: 'stop' })['why'] | 'closed'
/** What a host can say of itself; what became of its telemetry is known elsewhere. */
export type HostTotals = Omit<AgentTotals, 'telemetry'> & {
  /** Pieces of news that wait to ride on a message. */
  readonly newsQueued: number
}

/** What an agent is that has bound its sockets and no more. */
const NOT_STARTED: SwimTotals = {
  members: { alive: 0, suspect: 0, dead: 0, left: 0 },
  incarnation: 0,
  localHealth: 0,
  probesInFlight: 0,
  newsQueued: 0,
}

export class AgentHost {
  readonly address: Address
  readonly transport: string
  readonly #options: HostOptions
  readonly #clusterTag: number
  readonly #alarm: ReturnType<Driver['alarm']>
  readonly #answers = new AnswerLog()
  readonly #traffic = new TrafficCounters()
  readonly #transport: Transport
  #swim: Swim | undefined
  /** Whether any plain ping, whoever sent it, would be answered plainly. */
  #isPlain = false
  /** Of sends whose time of leaving the state machine wants to know. */
  #stamps: number[] = []
  #stopped = false

  /** Binds; rejects with a `BindError`. Nothing is sent before `start`. */
  static async open(options: HostOptions): Promise<AgentHost> {
    const transport = await options.driver.open(options.host, options.port)
    return new AgentHost(options, transport)
  }

  private constructor(options: HostOptions, transport: Transport) {
    this.#options = options
    this.#transport = transport
    this.transport = transport.name
    this.address = options.advertise ?? formatAddress(transport.host, transport.port)
    this.#clusterTag = clusterTag(options.cluster)
    this.#alarm = options.driver.alarm(() => this.#feed({ kind: 'wake' }))
    transport.start({
      glance: (bytes, into) => this.#glance(bytes, into),
      datagram: (bytes, from, atMs, kernelMs, awakeMs, reply) =>
        this.#datagram(bytes, from, atMs, kernelMs, awakeMs, reply),
      sent: (atMs) => this.#sent(atMs),
      request: (stream, body, remoteHost) => this.#request(stream, body, remoteHost),
      answer: (from, body) => this.#answer(from, body),
      exchangeFailed: (from, reason) => this.#feed({ kind: 'exchange-failure', from, reason }),
      sendFailed: (code) => this.#traffic.sendFailed(code),
      streamMalformed: (reason) => this.#traffic.malformed(reason),
    })
  }

  /** Joins through `seeds`, or founds a cluster when there are none. */
  start(seeds: readonly Address[]): void {
    const { config, metadata, random } = this.#options
    this.#swim = new Swim({
      self: this.address,
      seeds,
      config,
      random,
      updateSizeBytes: (update) => updateSizeBytes(update, this.address),
      ...(metadata === undefined ? {} : { metadata }),
    })
    this.#feed({ kind: 'start' })
  }

  /** Says goodbye; `stopped` is called when that is done. */
  leave(): void {
    if (this.#swim === undefined) void this.close()
    else this.#feed({ kind: 'leave' })
  }

  setMetadata(metadata: string): void {
    this.#feed({ kind: 'set-metadata', metadata })
  }

  /** Stops at once, whatever is under way. */
  async close(): Promise<void> {
    this.#stop('closed')
    await this.#transport.close()
  }

  members(): ReturnType<Swim['members']> {
    return this.#swim?.members() ?? []
  }

  totals(): HostTotals {
    const swim = this.#swim
    return {
      ...(swim?.totals() ?? NOT_STARTED),
      counters: { ...(swim?.counters ?? zeroCounters()) },
      messages: this.#traffic.totals(),
    }
  }

  /** Pings answered since the last call, where the transport can tell how. */
  takeAnswers(): Answers | undefined {
    return this.#answers.take()
  }

  #feed(input: Input, nowMs = this.#options.driver.clock.nowMs()): void {
    const swim = this.#swim
    if (swim === undefined || this.#stopped) return
    this.#carryOut(swim.handle(input, nowMs))
    this.#transport.flush()
    this.#isPlain = !this.#stopped && swim.answersPlainly
    if (!this.#stopped) this.#alarm.set(swim.deadlineMs())
  }

  #carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (this.#stopped) return
      switch (effect.kind) {
        case 'send':
          this.#send(effect)
          break
        case 'report':
          this.#options.report(effect.event)
          break
        case 'exchange':
          this.#transport.exchange(effect.to, this.#state(effect.members))
          break
        case 'exchange-reply':
          this.#transport.reply(effect.stream, this.#state(effect.members))
          break
        case 'stop':
          this.#stop(effect.why)
          void this.#transport.close()
          break
        default:
          effect satisfies never
      }
    }
  }

  #send({ message, to, stamp }: Effect & { readonly kind: 'send' }): void {
    const transport = this.#transport
    const sizeBytes = encodeMessage(message, this.#clusterTag, transport.buffer(), this.address)
    if (stamp !== undefined) this.#stamps.push(stamp)
    if (message.kind === 'ack') this.#answers.answering(to, message.sequence)
    transport.send(sizeBytes, to)
    this.#traffic.sent(message.kind, sizeBytes)
  }

  #sent(atMs: number): void {
    this.#answers.sent(atMs)
    if (this.#stamps.length === 0) return
    const stamps = this.#stamps
    this.#stamps = []
    for (const stamp of stamps) {
      if (this.#swim !== undefined)
        this.#carryOut(this.#swim.handle({ kind: 'sent', stamp, atMs }, atMs))
    }
  }

  #state(members: (Effect & { readonly kind: 'exchange' })['members']): Uint8Array {
    return encodeState(members, this.#clusterTag, this.address)
  }

  #datagram(
    bytes: Uint8Array,
    from: Address,
    atMs: number,
    kernelMs: number,
    awakeMs: number,
    reply: Reply,
  ): void {
    const decoded = decodeMessage(bytes, from, this.#clusterTag)
    if (!decoded.ok) {
      this.#traffic.malformed(decoded.problem.kind)
      return
    }
    const message = decoded.value
    const isStamped = !Number.isNaN(kernelMs)
    if (message.kind === 'ping' && isStamped) {
      this.#answers.pinged({ peer: from, sequence: message.sequence, kernelMs, awakeMs }, reply)
    }
    // Whoever carries a context is in a span, and that shows how it came in.
    const isTold = message.kind === 'ack' || message.context !== undefined
    const arrival = isStamped && isTold ? { kernelMs, awakeMs } : undefined
    const isAnswered = reply !== 'none'
    if (isAnswered) this.#traffic.sent('ack', HEADER_BYTES)
    this.#feed({ kind: 'datagram', from, message, arrival, isAnswered }, atMs)
    this.#traffic.received(message.kind, bytes.length)
  }

  /** Answers first what needs no thought; everything that the ping changes comes afterwards. */
  #glance(bytes: Uint8Array, into: Uint8Array): number {
    return this.#isPlain && writePlainAck(bytes, this.#clusterTag, into) ? HEADER_BYTES : 0
  }

  #request(stream: number, body: Uint8Array, remoteHost: string): void {
    const decoded = decodeState(body, remoteHost, this.#clusterTag)
    if (!decoded.ok) {
      this.#traffic.malformed(decoded.problem.kind)
      this.#transport.refuse(stream)
      return
    }
    const { from, members } = decoded.value
    this.#feed({ kind: 'exchange-request', stream, from, members })
  }

  #answer(from: Address, body: Uint8Array): void {
    const remoteHost = from.slice(0, from.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1')
    const decoded = decodeState(body, remoteHost, this.#clusterTag)
    if (decoded.ok) {
      this.#feed({ kind: 'exchange-answer', from, members: decoded.value.members })
      return
    }
    this.#traffic.malformed(decoded.problem.kind)
    this.#feed({ kind: 'exchange-failure', from, reason: decoded.problem.kind })
  }

  #stop(why: StopReason): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#alarm.set(Number.POSITIVE_INFINITY)
    this.#options.stopped(why)
  }
}
