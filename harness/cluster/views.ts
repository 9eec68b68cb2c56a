/**
 * Who thinks what of whom at this moment, kept from the agents' `member` lines. Whether all agree is
 * counted as lines come in: a thousand agents say a million things while they join.
 */
import type { AgentEvent } from '../../agent/index.ts'

type MemberLine = Extract<AgentEvent, { event: 'member' }>

export type MemberView = { readonly state: MemberLine['state']; readonly incarnation: number }

export class MemberViews {
  /** By agent, then by member. */
  readonly #views = new Map<string, Map<string, MemberView>>()
  readonly #running = new Set<string>()
  /** By member: how many running agents other than itself see it alive. */
  readonly #aliveBy = new Map<string, number>()
  /** How many ordered pairs of running agents there are of which the first sees the second alive. */
  #pairsAlive = 0

  /** From now on this agent's view matters, and what others think of it. */
  add(agent: string): void {
    if (this.#running.has(agent)) return
    this.#pairsAlive += this.#aliveBy.get(agent) ?? 0
    this.#running.add(agent)
    for (const member of this.#seenAliveBy(agent)) this.#count(member, +1)
  }

  take({ agent, peer, state, incarnation }: MemberLine): void {
    const view = this.#views.get(agent) ?? new Map<string, MemberView>()
    this.#views.set(agent, view)
    const wasAlive = view.get(peer)?.state === 'alive'
    view.set(peer, { state, incarnation })
    const isAlive = state === 'alive'
    if (wasAlive === isAlive || agent === peer || !this.#running.has(agent)) return
    this.#count(peer, isAlive ? +1 : -1)
  }

  /** An agent that is gone has no view any more. */
  forget(agent: string): void {
    if (this.#running.has(agent)) {
      for (const member of this.#seenAliveBy(agent)) this.#count(member, -1)
      this.#running.delete(agent)
      this.#pairsAlive -= this.#aliveBy.get(agent) ?? 0
    }
    this.#views.delete(agent)
  }

  of(agent: string, member: string): MemberView | undefined {
    return this.#views.get(agent)?.get(member)
  }

  /** How many members `agent` sees in each state, itself not counted. */
  countsOf(agent: string): ReadonlyMap<MemberView['state'], number> {
    const counts = new Map<MemberView['state'], number>()
    for (const [member, { state }] of this.#views.get(agent) ?? []) {
      if (member !== agent) counts.set(state, (counts.get(state) ?? 0) + 1)
    }
    return counts
  }

  /** How many running agents other than itself see `member` alive. */
  aliveBy(member: string): number {
    return this.#aliveBy.get(member) ?? 0
  }

  /** How many running agents all the others see alive. */
  get membersAlive(): number {
    const others = this.#running.size - 1
    let members = 0
    for (const agent of this.#running) if (this.aliveBy(agent) === others) members++
    return members
  }

  /** Whether all running agents see each other alive. */
  get isAgreed(): boolean {
    const agents = this.#running.size
    return this.#pairsAlive === agents * (agents - 1)
  }

  *#seenAliveBy(agent: string): Iterable<string> {
    for (const [member, { state }] of this.#views.get(agent) ?? []) {
      if (member !== agent && state === 'alive') yield member
    }
  }

  #count(member: string, by: 1 | -1): void {
    this.#aliveBy.set(member, this.aliveBy(member) + by)
    if (this.#running.has(member)) this.#pairsAlive += by
  }
}
