/**
 * Probe cycles: one target per protocol period, on a fixed grid of intended times. Each cycle has its
 * own two deadlines: after the timeout relays are asked, after the interval the target is accused.
 * A cycle that succeeds ends at its ack; one that asked relays is reported at its deadline, when all
 * of them had their chance.
 */
import type { Core, Deadline } from './core.ts'
import type { Arrival, ProbeCycleEvent, ProbeOutcome, RelayAttempt } from './event.ts'
import type { Membership } from './membership.ts'
import type { Address, TraceContext } from './message.ts'
import type { Messenger } from './messenger.ts'
import { randomHex } from './shuffle.ts'
import type { Timer } from './timers.ts'

type RelayState = { -readonly [Key in keyof RelayAttempt]: RelayAttempt[Key] }

type Ack = {
  readonly atMs: number
  readonly outcome: ProbeOutcome
  readonly arrival: Arrival | undefined
}

type Probe = {
  readonly cycle: number
  readonly target: Address
  /** As known when the ping left: silence says nothing about a later life of the target. */
  readonly incarnation: number
  readonly sequence: number
  readonly intendedMs: number
  readonly localHealth: number
  readonly context: TraceContext | undefined
  sentMs: number
  ack: Ack | undefined
  relays: RelayState[]
  timeout: Timer<Deadline> | undefined
  deadline: Timer<Deadline> | undefined
}

/** How many given-up cycles are remembered, to give late acks their RTT. */
const CLOSED_MAX = 256

export class Probing {
  readonly #core: Core
  readonly #membership: Membership
  readonly #messenger: Messenger
  /** By sequence: cycles whose deadline has not come. */
  readonly #open = new Map<number, Probe>()
  /** By sequence, oldest first: cycles that an answer may still come for. */
  readonly #closed = new Map<number, Probe>()
  #cycle = 0
  #intendedMs = 0
  #timer: Timer<Deadline> | undefined

  constructor(core: Core, membership: Membership, messenger: Messenger) {
    this.#core = core
    this.#membership = membership
    this.#messenger = messenger
  }

  /** Cycles that were sent and have neither ack nor verdict yet. */
  get inFlight(): number {
    let count = 0
    for (const probe of this.#open.values()) if (probe.ack === undefined) count++
    return count
  }

  /** Begins the grid at a random phase, so that agents started together do not probe together. */
  start(nowMs: number): void {
    this.#schedule(nowMs + this.#core.random() * this.#core.config.probeIntervalMs)
  }

  /** Begins no further cycle. Those that were answered are reported; the others may still be. */
  stop(nowMs: number): void {
    this.#core.timers.cancel(this.#timer)
    for (const probe of this.#open.values()) {
      if (probe.ack !== undefined) this.deadlineReached(probe.sequence, nowMs)
    }
  }

  /** The grid's next moment has come. */
  cycleDue(nowMs: number): void {
    const stepMs = this.#core.config.probeIntervalMs * this.#core.health.multiplier
    const skipped = Math.floor((nowMs - this.#intendedMs) / stepMs)
    const intendedMs = this.#intendedMs + skipped * stepMs
    const target = this.#membership.list.nextTarget()
    if (target !== undefined) {
      this.#countSkipped(skipped, nowMs)
      this.#ping(target, intendedMs, nowMs)
    }
    // Read again: nothing above changes the multiplier, but the next cycle is the one it scales.
    this.#schedule(intendedMs + this.#core.config.probeIntervalMs * this.#core.health.multiplier)
  }

  /** The runtime's word of when a ping left. */
  sent(sequence: number, atMs: number): boolean {
    const probe = this.#open.get(sequence)
    if (probe === undefined) return false
    probe.sentMs = atMs
    return true
  }

  timedOut(sequence: number, nowMs: number): void {
    const probe = this.#open.get(sequence)
    if (probe === undefined || probe.ack !== undefined) return
    const { config } = this.#core
    const relays = this.#membership.list.choose(
      config.relayCount,
      (member) => member.status === 'alive' && member.address !== probe.target,
    )
    for (const relay of relays) this.#askRelay(probe, relay, nowMs)
  }

  deadlineReached(sequence: number, nowMs: number): void {
    const probe = this.#open.get(sequence)
    if (probe === undefined) return
    this.#open.delete(sequence)
    this.#core.timers.cancel(probe.deadline)
    this.#remember(probe)
    if (probe.ack === undefined) this.#fail(probe, nowMs)
    this.#report(probe, nowMs)
  }

  /** Whether the ack was asked for by a probe cycle of this agent. */
  acked(from: Address, sequence: number, arrival: Arrival | undefined, nowMs: number): boolean {
    const probe = this.#open.get(sequence) ?? this.#closed.get(sequence)
    if (probe === undefined) return false
    const relay = probe.relays.find((attempt) => attempt.relay === from && attempt.answer !== 'ack')
    if (relay !== undefined && from !== probe.target) {
      relay.answer = 'ack'
      relay.answeredMs = nowMs
      if (probe.ack === undefined && this.#open.has(sequence)) {
        this.#succeed(probe, { atMs: nowMs, outcome: 'acked-indirect', arrival: undefined })
      }
      return true
    }
    if (from !== probe.target) return false
    if (probe.ack === undefined && this.#open.has(sequence)) {
      this.#succeed(probe, { atMs: nowMs, outcome: 'acked', arrival })
    } else if (probe.ack?.outcome === 'acked') return false
    else this.#late(probe, nowMs)
    return true
  }

  /** Whether the nack was asked for. */
  nacked(from: Address, sequence: number, nowMs: number): boolean {
    const probe = this.#open.get(sequence) ?? this.#closed.get(sequence)
    const relay = probe?.relays.find((attempt) => attempt.relay === from && !attempt.answer)
    if (relay === undefined) return false
    relay.answer = 'nack'
    relay.answeredMs = nowMs
    return true
  }

  #schedule(atMs: number): void {
    this.#intendedMs = atMs
    this.#timer = this.#core.timers.schedule(atMs, { kind: 'probe-cycle' })
  }

  #countSkipped(cycles: number, nowMs: number): void {
    if (cycles === 0) return
    this.#cycle += cycles
    this.#core.counters.probesIntended += cycles
    this.#core.counters.probesSkipped += cycles
    this.#core.report({ kind: 'skipped', atMs: nowMs, cycles })
  }

  #ping(target: Address, intendedMs: number, nowMs: number): void {
    const { config, counters, health, timers, random } = this.#core
    const sequence = this.#core.nextSequence()
    const context = config.contextOnWire
      ? { traceId: randomHex(32, random), spanId: randomHex(16, random), sampled: true }
      : undefined
    this.#cycle++
    counters.probesIntended++
    counters.probesSent++
    this.#open.set(sequence, {
      cycle: this.#cycle,
      target,
      incarnation: this.#membership.list.get(target)?.incarnation ?? 0,
      sequence,
      intendedMs,
      localHealth: health.score,
      context,
      sentMs: nowMs,
      ack: undefined,
      relays: [],
      timeout: timers.schedule(nowMs + config.probeTimeoutMs * health.multiplier, {
        kind: 'probe-timeout',
        sequence,
      }),
      deadline: timers.schedule(nowMs + config.probeIntervalMs * health.multiplier, {
        kind: 'probe-deadline',
        sequence,
      }),
    })
    this.#messenger.send(target, { kind: 'ping', sequence, ...(context && { context }) }, sequence)
  }

  #askRelay(probe: Probe, relay: Address, nowMs: number): void {
    const { sequence, target, context } = probe
    const spanId = context && randomHex(16, this.#core.random)
    probe.relays.push({ relay, sentMs: nowMs, ...(spanId !== undefined && { spanId }) })
    this.#messenger.send(relay, {
      kind: 'ping-req',
      sequence,
      target,
      ...(context && spanId !== undefined && { context: { ...context, spanId } }),
    })
  }

  #succeed(probe: Probe, ack: Ack): void {
    const { counters, timers } = this.#core
    probe.ack = ack
    if (ack.outcome === 'acked') counters.probesAcked++
    else counters.probesAckedIndirect++
    timers.cancel(probe.timeout)
    this.#core.adjustHealth(-1, ack.atMs)
    if (0 < probe.relays.length) return
    timers.cancel(probe.deadline)
    this.#open.delete(probe.sequence)
    this.#report(probe, ack.atMs)
  }

  #fail(probe: Probe, nowMs: number): void {
    const { config, counters } = this.#core
    counters.probesTimedOut++
    const silent = config.nack ? probe.relays.filter((relay) => relay.answer === undefined) : []
    this.#core.adjustHealth(1 + silent.length, nowMs)
    this.#membership.accuse(probe.target, probe.incarnation, {
      atMs: nowMs,
      cycle: probe.cycle,
      ...(probe.context && { context: probe.context }),
    })
  }

  #late(probe: Probe, nowMs: number): void {
    this.#core.counters.acksLate++
    this.#closed.delete(probe.sequence)
    this.#core.report({
      kind: 'late-ack',
      cycle: probe.cycle,
      target: probe.target,
      sentMs: probe.sentMs,
      ackMs: nowMs,
      ...(probe.context && { context: probe.context }),
    })
  }

  #remember(probe: Probe): void {
    this.#closed.set(probe.sequence, probe)
    if (this.#closed.size <= CLOSED_MAX) return
    const [oldest] = this.#closed.keys()
    if (oldest !== undefined) this.#closed.delete(oldest)
  }

  #report(probe: Probe, nowMs: number): void {
    const { ack, context } = probe
    const event: ProbeCycleEvent = {
      kind: 'probe-cycle',
      cycle: probe.cycle,
      target: probe.target,
      sequence: probe.sequence,
      intendedMs: probe.intendedMs,
      sentMs: probe.sentMs,
      ...(ack !== undefined && { ackMs: ack.atMs }),
      ...(ack?.arrival !== undefined && { arrival: ack.arrival }),
      endedMs: nowMs,
      outcome: ack?.outcome ?? 'timed-out',
      localHealth: probe.localHealth,
      relays: probe.relays.map((relay) => ({ ...relay })),
      ...(context && { context }),
    }
    this.#core.report(event)
  }
}
