/**
 * Whole states over a stream: joining through the seeds, with retry and back-off until a deadline;
 * periodic anti-entropy with a random member, which mends what gossip lost; and attempts to reach
 * again who was lost, which mend a cluster that was split.
 */
import type { Core } from './core.ts'
import type { Membership, NewsSource } from './membership.ts'
import type { Address, MemberUpdate } from './message.ts'
import { sample } from './shuffle.ts'

const BACKOFF_GROWTH_MAX = 16
const JITTER = 0.25

export class Exchanging {
  readonly #core: Core
  readonly #membership: Membership
  #startedMs = 0
  #attempts = 0
  #metStrangerMs = Number.NEGATIVE_INFINITY

  constructor(core: Core, membership: Membership) {
    this.#core = core
    this.#membership = membership
  }

  start(nowMs: number): void {
    this.#startedMs = nowMs
    this.#membership.announce()
    if (this.#core.seeds.length === 0) this.#joined(undefined, nowMs)
    else this.attemptJoin(nowMs)
  }

  /** Asks every seed at once; the first answer lets this agent in. */
  attemptJoin(nowMs: number): void {
    if (this.#membership.joined) return
    const { config, timers, random, seeds } = this.#core
    if (config.joinTimeoutMs <= nowMs - this.#startedMs) {
      this.#core.effect({ kind: 'stop', why: 'join-failed' })
      return
    }
    for (const seed of seeds) this.#open(seed)
    const growth = Math.min(2 ** this.#attempts, BACKOFF_GROWTH_MAX)
    this.#attempts++
    const backoffMs = config.joinBackoffMs * growth * (1 + JITTER * random())
    const giveUpMs = this.#startedMs + config.joinTimeoutMs
    timers.schedule(Math.min(nowMs + backoffMs, giveUpMs), { kind: 'join-attempt' })
  }

  antiEntropyDue(nowMs: number): void {
    const [peer] = this.#membership.list.choose(1, (member) => member.status === 'alive')
    if (peer !== undefined) this.#open(peer)
    const lost = this.#lost()
    if (lost !== undefined) this.#open(lost)
    this.#scheduleAntiEntropy(nowMs, 1)
  }

  /**
   * A member spoke to this agent. One that this agent takes for dead, or has not heard of, knows
   * something it does not: news only travels a bounded number of times, and may miss somebody.
   */
  spokenTo(from: Address, nowMs: number): void {
    const { joined, list } = this.#membership
    const member = list.get(from)
    const isExpected = member !== undefined && member.reapTimer === undefined
    if (!joined || isExpected) return
    if (nowMs - this.#metStrangerMs < this.#core.config.probeIntervalMs) return
    this.#metStrangerMs = nowMs
    this.#open(from)
  }

  requested(stream: number, from: Address, members: readonly MemberUpdate[], nowMs: number): void {
    this.#core.counters.exchangesCompleted++
    // As it was before: one that joins must hear of its former life, and not the echo of this one.
    const state = this.#membership.state()
    this.#merge(from, members, 'exchange', nowMs)
    this.#core.effect({ kind: 'exchange-reply', stream, members: state })
  }

  answered(from: Address, members: readonly MemberUpdate[], nowMs: number): void {
    this.#core.counters.exchangesCompleted++
    const isJoining = !this.#membership.joined
    this.#merge(from, members, isJoining ? 'join' : 'exchange', nowMs)
    if (isJoining) this.#joined(from, nowMs)
  }

  failed(): void {
    this.#core.counters.exchangesFailed++
  }

  #merge(from: Address, members: readonly MemberUpdate[], source: NewsSource, nowMs: number): void {
    for (const update of members) this.#membership.hear(update, source, from, nowMs)
  }

  /** Somebody dead, or a seed that was forgotten: if it answers, the cluster was split and is one again. */
  #lost(): Address | undefined {
    const { list } = this.#membership
    const lost = list.choose(1, (member) => member.status === 'dead')
    const forgotten = this.#core.seeds.filter((seed) => list.get(seed) === undefined)
    return sample([...lost, ...forgotten], 1, this.#core.random)[0]
  }

  #open(peer: Address): void {
    this.#core.effect({ kind: 'exchange', to: peer, members: this.#membership.state() })
  }

  #joined(seed: Address | undefined, nowMs: number): void {
    this.#membership.joined = true
    this.#core.report({
      kind: 'joined',
      atMs: nowMs,
      attempts: this.#attempts,
      ...(seed !== undefined && { seed }),
    })
    // At a random phase, so that agents started together do not exchange together.
    this.#scheduleAntiEntropy(nowMs, this.#core.random())
  }

  #scheduleAntiEntropy(nowMs: number, share: number): void {
    const { config, timers } = this.#core
    if (config.antiEntropyMs === 0) return
    timers.schedule(nowMs + share * config.antiEntropyMs, { kind: 'anti-entropy' })
  }
}
