/** Who thinks what of whom at this moment, kept from the agents' `member` lines. */
import type { AgentEvent } from '../../agent/index.ts'

type MemberLine = Extract<AgentEvent, { event: 'member' }>

export type MemberView = { readonly state: MemberLine['state']; readonly incarnation: number }

export class MemberViews {
  /** By agent, then by member. */
  #views = new Map<string, Map<string, MemberView>>()
  #aliveBy = new Map<string, Set<string>>()

  take(line: MemberLine): void {
    const view = this.#views.get(line.agent) ?? new Map<string, MemberView>()
    this.#views.set(line.agent, view)
    view.set(line.peer, { state: line.state, incarnation: line.incarnation })
    const aliveBy = this.#aliveBy.get(line.peer) ?? new Set<string>()
    this.#aliveBy.set(line.peer, aliveBy)
    if (line.state === 'alive') aliveBy.add(line.agent)
    else aliveBy.delete(line.agent)
  }

  /** An agent that is gone has no view any more. */
  forget(agent: string): void {
    for (const member of this.#views.get(agent)?.keys() ?? []) {
      this.#aliveBy.get(member)?.delete(agent)
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

  /** Whether each of `agents` sees `member` alive; its own view of itself does not matter. */
  allSeeAlive(agents: readonly string[], member: string): boolean {
    const aliveBy = this.#aliveBy.get(member)
    return agents.every((agent) => agent === member || aliveBy?.has(agent) === true)
  }
}
