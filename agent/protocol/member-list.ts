/**
 * Everybody this agent has heard of, itself excepted: lookup, counts, turns, random choice. Keeps
 * these four in step; what the news means is decided in `membership.ts`.
 */
import type { Deadline } from './core.ts'
import type { Address, MemberUpdate, Status } from './message.ts'
import { RoundRobin } from './round-robin.ts'
import { type Random, sample } from './shuffle.ts'
import type { Suspicion } from './suspicion.ts'
import type { Timer } from './timers.ts'

export type Member = {
  readonly address: Address
  status: Status
  incarnation: number
  metadata: string | undefined
  /** Present while suspect. */
  suspicion: Suspicion | undefined
  /** Present while dead or left. */
  reapTimer: Timer<Deadline> | undefined
}

export class MemberList {
  readonly #byAddress = new Map<Address, Member>()
  readonly #counts: Record<Status, number> = { alive: 0, suspect: 0, dead: 0, left: 0 }
  /** Turns to be probed: of active members. */
  readonly #targets: RoundRobin
  /** Turns to be told news: of the same, in an order of their own. */
  readonly #listeners: RoundRobin
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
    this.#targets = new RoundRobin(random)
    this.#listeners = new RoundRobin(random)
  }

  get(address: Address): Member | undefined {
    return this.#byAddress.get(address)
  }

  values(): Iterable<Member> {
    return this.#byAddress.values()
  }

  get counts(): Readonly<Record<Status, number>> {
    return this.#counts
  }

  /** Members that take part, this agent included: the n of the protocol's formulas. */
  get activeCount(): number {
    return this.#counts.alive + this.#counts.suspect + 1
  }

  add(update: MemberUpdate): Member {
    const member: Member = {
      address: update.member,
      status: 'alive',
      incarnation: update.incarnation,
      metadata: update.metadata,
      suspicion: undefined,
      reapTimer: undefined,
    }
    this.#byAddress.set(member.address, member)
    this.#counts.alive++
    this.#targets.add(member.address)
    this.#listeners.add(member.address)
    return member
  }

  setStatus(member: Member, status: Status): void {
    const wasActive = isActive(member.status)
    this.#counts[member.status]--
    this.#counts[status]++
    member.status = status
    if (wasActive === isActive(status)) return
    for (const turns of [this.#targets, this.#listeners]) {
      if (wasActive) turns.remove(member.address)
      else turns.add(member.address)
    }
  }

  remove(member: Member): void {
    this.#byAddress.delete(member.address)
    this.#counts[member.status]--
    this.#targets.remove(member.address)
    this.#listeners.remove(member.address)
  }

  /** The next member to probe, or undefined when there is none. */
  nextTarget(): Address | undefined {
    return this.#targets.next()
  }

  /** Up to `count` different members to tell news, in turn. */
  nextListeners(count: number): Address[] {
    const listeners = new Set<Address>()
    const wanted = Math.min(count, this.activeCount - 1)
    while (listeners.size < wanted) listeners.add(this.#listeners.next() as Address)
    return [...listeners]
  }

  /** Up to `count` random members that pass. */
  choose(count: number, passes: (member: Member) => boolean): Address[] {
    const candidates: Address[] = []
    for (const member of this.#byAddress.values()) {
      if (passes(member)) candidates.push(member.address)
    }
    return sample(candidates, count, this.#random)
  }
}

/** Whether a member with this status is probed and counted. */
function isActive(status: Status): boolean {
  return status === 'alive' || status === 'suspect'
}
