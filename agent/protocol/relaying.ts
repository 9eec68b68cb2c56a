/**
 * Pinging on behalf of others. Every relayed ping has this agent's own sequence number; the ack is
 * forwarded under the requester's, and a silent target earns the requester a nack (Lifeguard).
 */
import type { Core, Deadline } from './core.ts'
import type { Membership } from './membership.ts'
import type { Address, TraceContext } from './message.ts'
import type { Messenger } from './messenger.ts'
import { randomHex } from './shuffle.ts'
import type { Timer } from './timers.ts'

type RelayedPing = {
  readonly requester: Address
  /** The requester's. */
  readonly sequence: number
  readonly target: Address
  readonly receivedMs: number
  readonly context: TraceContext | undefined
  readonly spanId: string | undefined
  sentMs: number
  nackMs: number | undefined
  timeout: Timer<Deadline> | undefined
  deadline: Timer<Deadline> | undefined
}

/** The nack leaves after this share of the time that the requester has left when it asks. */
const NACK_SHARE = 0.8

export class Relaying {
  readonly #core: Core
  readonly #membership: Membership
  readonly #messenger: Messenger
  /** By this agent's own sequence. */
  readonly #open = new Map<number, RelayedPing>()

  constructor(core: Core, membership: Membership, messenger: Messenger) {
    this.#core = core
    this.#membership = membership
    this.#messenger = messenger
  }

  /** Pings the target for `requester`, if it is a member: a relay must not be talked into pinging strangers. */
  asked(
    requester: Address,
    sequence: number,
    target: Address,
    context: TraceContext | undefined,
    nowMs: number,
  ): void {
    const { config, timers, random } = this.#core
    if (this.#membership.list.get(target) === undefined) {
      if (config.nack) this.#messenger.send(requester, { kind: 'nack', sequence })
      return
    }
    const { probeIntervalMs, probeTimeoutMs } = config
    const patienceMs = Math.min(probeTimeoutMs, probeIntervalMs - probeTimeoutMs)
    const own = this.#core.nextSequence()
    const spanId = context && randomHex(16, random)
    this.#open.set(own, {
      requester,
      sequence,
      target,
      receivedMs: nowMs,
      context,
      spanId,
      sentMs: nowMs,
      nackMs: undefined,
      timeout: timers.schedule(nowMs + NACK_SHARE * patienceMs, {
        kind: 'relay-timeout',
        sequence: own,
      }),
      deadline: timers.schedule(nowMs + probeIntervalMs, {
        kind: 'relay-deadline',
        sequence: own,
      }),
    })
    this.#messenger.send(
      target,
      {
        kind: 'ping',
        sequence: own,
        ...(context && spanId !== undefined && { context: { ...context, spanId } }),
      },
      own,
    )
  }

  sent(own: number, atMs: number): boolean {
    const relayed = this.#open.get(own)
    if (relayed === undefined) return false
    relayed.sentMs = atMs
    return true
  }

  /** Whether the ack answers a relayed ping; it is then forwarded. */
  acked(from: Address, own: number, nowMs: number): boolean {
    const relayed = this.#open.get(own)
    if (relayed === undefined || relayed.target !== from) return false
    this.#messenger.send(relayed.requester, { kind: 'ack', sequence: relayed.sequence })
    this.#close(own, relayed, nowMs, nowMs)
    return true
  }

  timedOut(own: number, nowMs: number): void {
    const relayed = this.#open.get(own)
    if (relayed === undefined || !this.#core.config.nack) return
    relayed.nackMs = nowMs
    this.#messenger.send(relayed.requester, { kind: 'nack', sequence: relayed.sequence })
  }

  deadlineReached(own: number, nowMs: number): void {
    const relayed = this.#open.get(own)
    if (relayed !== undefined) this.#close(own, relayed, nowMs, undefined)
  }

  #close(own: number, relayed: RelayedPing, nowMs: number, ackMs: number | undefined): void {
    const { requester, target, receivedMs, sentMs, nackMs, context, spanId } = relayed
    this.#open.delete(own)
    this.#core.timers.cancel(relayed.timeout)
    this.#core.timers.cancel(relayed.deadline)
    this.#core.report({
      kind: 'relayed',
      requester,
      target,
      receivedMs,
      sentMs,
      ...(ackMs !== undefined && { ackMs }),
      ...(nackMs !== undefined && { nackMs }),
      endedMs: nowMs,
      ...(context && { context }),
      ...(spanId !== undefined && { spanId }),
    })
  }
}
