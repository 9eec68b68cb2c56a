/**
 * What the parts of the state machine share: configuration, randomness, counters, timers, and the
 * list of effects under way. Nothing here decides anything.
 */
import type { ProtocolConfig } from './config.ts'
import { type Counters, zeroCounters } from './counters.ts'
import { Dissemination } from './dissemination.ts'
import type { ProtocolEvent } from './event.ts'
import type { Effect } from './input.ts'
import { LocalHealth } from './local-health.ts'
import type { Address, MemberUpdate } from './message.ts'
import type { Random } from './shuffle.ts'
import { Timers } from './timers.ts'

/** Everything that can fall due. */
export type Deadline =
  | { readonly kind: 'probe-cycle' }
  | { readonly kind: 'probe-timeout'; readonly sequence: number }
  | { readonly kind: 'probe-deadline'; readonly sequence: number }
  | { readonly kind: 'relay-timeout'; readonly sequence: number }
  | { readonly kind: 'relay-deadline'; readonly sequence: number }
  | { readonly kind: 'suspicion'; readonly member: Address; readonly incarnation: number }
  | { readonly kind: 'reap'; readonly member: Address; readonly incarnation: number }
  | { readonly kind: 'gossip' }
  | { readonly kind: 'anti-entropy' }
  | { readonly kind: 'join-attempt' }
  | { readonly kind: 'leave-end' }

export type SwimOptions = {
  /** Where this agent listens: its identity in the cluster. */
  readonly self: Address
  /** Who is asked to let this agent in; itself among them does no harm. None: it founds a cluster. */
  readonly seeds: readonly Address[]
  readonly config: ProtocolConfig
  readonly random: Random
  /** What a piece of news takes on the wire. */
  readonly updateSizeBytes: (update: MemberUpdate) => number
  readonly metadata?: string
}

export class Core {
  readonly self: Address
  readonly seeds: readonly Address[]
  readonly config: ProtocolConfig
  readonly random: Random
  readonly updateSizeBytes: (update: MemberUpdate) => number
  readonly counters: Counters = zeroCounters()
  readonly timers = new Timers<Deadline>()
  readonly health: LocalHealth
  readonly news: Dissemination
  #effects: Effect[] = []
  #sequence: number

  constructor(options: SwimOptions) {
    this.self = options.self
    this.seeds = options.seeds.filter((seed) => seed !== options.self)
    this.config = options.config
    this.random = options.random
    this.updateSizeBytes = options.updateSizeBytes
    this.health = new LocalHealth(options.config.localHealthMax)
    this.news = new Dissemination(options.updateSizeBytes)
    // A random start, so that an answer to this agent's former life matches nothing in this one.
    this.#sequence = Math.floor(options.random() * 0x1_0000_0000)
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence + 1) >>> 0
    return this.#sequence
  }

  effect(effect: Effect): void {
    this.#effects.push(effect)
  }

  report(event: ProtocolEvent): void {
    this.#effects.push({ kind: 'report', event })
  }

  takeEffects(): readonly Effect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  adjustHealth(by: number, nowMs: number): void {
    if (!this.health.adjust(by)) return
    this.report({ kind: 'local-health', atMs: nowMs, score: this.health.score })
  }
}
