/**
 * A SWIM member as a pure state machine: inputs and the time go in, effects come out (Das, Gupta,
 * Motivala: "SWIM", DSN 2002; Dadgar, Phillips, Currey: "Lifeguard", DSN 2018). It performs no I/O,
 * reads no clock and keeps no timer of its own: the caller feeds `wake` at `deadlineMs()`.
 */
import { Answering } from './answering.ts'
import { Core, type Deadline, type SwimOptions } from './core.ts'
import type { Counters } from './counters.ts'
import { Exchanging } from './exchanging.ts'
import { Gossiping } from './gossiping.ts'
import type { Effect, Input } from './input.ts'
import { Membership } from './membership.ts'
import type { MemberUpdate, Status } from './message.ts'
import { Messenger } from './messenger.ts'
import { assertMetadata } from './metadata.ts'
import { Probing } from './probing.ts'
import { Relaying } from './relaying.ts'

/** A moment's view of an agent, this agent itself counted among its members. */
export type SwimTotals = {
  readonly members: Readonly<Record<Status, number>>
  readonly incarnation: number
  readonly localHealth: number
  readonly probesInFlight: number
  /** Pieces of news that wait to ride on a message. */
  readonly newsQueued: number
}

type Received = Input & { readonly kind: 'datagram' }
type Phase = 'new' | 'running' | 'leaving' | 'stopped'

export class Swim {
  readonly #core: Core
  readonly #membership: Membership
  readonly #probing: Probing
  readonly #relaying: Relaying
  readonly #exchanging: Exchanging
  readonly #gossiping: Gossiping
  readonly #answering: Answering
  #phase: Phase = 'new'

  constructor(options: SwimOptions) {
    assertMetadata(options.metadata ?? '')
    this.#core = new Core(options)
    this.#membership = new Membership(this.#core, options.metadata)
    const messenger = new Messenger(this.#core, this.#membership)
    this.#probing = new Probing(this.#core, this.#membership, messenger)
    this.#relaying = new Relaying(this.#core, this.#membership, messenger)
    this.#exchanging = new Exchanging(this.#core, this.#membership)
    this.#gossiping = new Gossiping(this.#core, this.#membership, messenger)
    this.#answering = new Answering(this.#core, messenger)
  }

  get counters(): Readonly<Counters> {
    return this.#core.counters
  }

  /** When the next `wake` is due, on the clock of `nowMs`; Infinity when nothing is. */
  deadlineMs(): number {
    return this.#core.timers.nextMs()
  }

  totals(): SwimTotals {
    const { counts } = this.#membership.list
    return {
      members: { ...counts, alive: counts.alive + 1 },
      incarnation: this.#membership.incarnation,
      localHealth: this.#core.health.score,
      probesInFlight: this.#probing.inFlight,
      newsQueued: this.#core.news.size,
    }
  }

  /** What this agent thinks of everybody, itself first. */
  members(): readonly MemberUpdate[] {
    return this.#membership.state()
  }

  /**
   * Whether a ping without context would be answered, now and whoever sent it, with an ack that carries
   * nothing else. The caller may then send that ack first and feed the ping afterwards.
   */
  get answersPlainly(): boolean {
    const isUp = this.#phase === 'running' || this.#phase === 'leaving'
    return isUp && this.#core.news.size === 0 && this.#membership.hasNothingToTell
  }

  /** Advances the protocol by one input. Performs no I/O: the caller carries out the effects in order. */
  handle(input: Input, nowMs: number): readonly Effect[] {
    if (this.#phase === 'stopped') return []
    this.#take(input, nowMs)
    this.#gossiping.arm(nowMs)
    const effects = this.#core.takeEffects()
    if (effects.some((effect) => effect.kind === 'stop')) {
      this.#phase = 'stopped'
      this.#core.timers.clear()
    }
    return effects
  }

  #take(input: Input, nowMs: number): void {
    switch (input.kind) {
      case 'start':
        this.#phase = 'running'
        this.#exchanging.start(nowMs)
        this.#probing.start(nowMs)
        return
      case 'wake':
        this.#wake(nowMs)
        return
      case 'datagram':
        this.#receive(input, nowMs)
        return
      case 'sent':
        this.#sent(input.stamp, input.atMs)
        return
      case 'exchange-request':
        this.#exchanging.requested(input.stream, input.from, input.members, nowMs)
        return
      case 'exchange-answer':
        this.#exchanging.answered(input.from, input.members, nowMs)
        return
      case 'exchange-failure':
        this.#exchanging.failed()
        return
      case 'leave':
        if (this.#phase === 'leaving') return
        this.#phase = 'leaving'
        this.#probing.stop(nowMs)
        this.#gossiping.leave(nowMs)
        return
      case 'set-metadata':
        assertMetadata(input.metadata)
        this.#membership.setMetadata(input.metadata)
        return
    }
  }

  #sent(stamp: number, atMs: number): void {
    if (this.#probing.sent(stamp, atMs)) return
    if (this.#relaying.sent(stamp, atMs)) return
    this.#answering.sent(stamp, atMs)
  }

  #wake(nowMs: number): void {
    for (;;) {
      const deadline = this.#core.timers.takeDue(nowMs)
      if (deadline === undefined) return
      this.#reached(deadline, nowMs)
    }
  }

  #reached(deadline: Deadline, nowMs: number): void {
    switch (deadline.kind) {
      case 'probe-cycle':
        this.#probing.cycleDue(nowMs)
        return
      case 'probe-timeout':
        this.#probing.timedOut(deadline.sequence, nowMs)
        return
      case 'probe-deadline':
        this.#probing.deadlineReached(deadline.sequence, nowMs)
        return
      case 'relay-timeout':
        this.#relaying.timedOut(deadline.sequence, nowMs)
        return
      case 'relay-deadline':
        this.#relaying.deadlineReached(deadline.sequence, nowMs)
        return
      case 'suspicion':
        this.#membership.suspicionExpired(deadline.member, deadline.incarnation, nowMs)
        return
      case 'reap':
        this.#membership.reap(deadline.member, deadline.incarnation, nowMs)
        return
      case 'gossip':
        this.#gossiping.tick()
        return
      case 'anti-entropy':
        this.#exchanging.antiEntropyDue(nowMs)
        return
      case 'join-attempt':
        this.#exchanging.attemptJoin(nowMs)
        return
      case 'leave-end':
        this.#core.effect({ kind: 'stop', why: 'left' })
        return
    }
  }

  #receive({ from, message, arrival, isAnswered }: Received, nowMs: number): void {
    for (const update of message.updates) this.#membership.hear(update, 'gossip', from, nowMs)
    switch (message.kind) {
      case 'ping':
        this.#exchanging.spokenTo(from, nowMs)
        if (isAnswered !== true) this.#answering.pinged(from, message, arrival, nowMs)
        return
      case 'ack':
        if (this.#probing.acked(from, message.sequence, arrival, nowMs)) return
        if (this.#relaying.acked(from, message.sequence, nowMs)) return
        this.#core.counters.acksStray++
        return
      case 'nack':
        if (!this.#probing.nacked(from, message.sequence, nowMs)) this.#core.counters.acksStray++
        return
      case 'ping-req':
        this.#relaying.asked(from, message.sequence, message.target, message.context, nowMs)
        return
      case 'gossip':
        return
    }
  }
}
