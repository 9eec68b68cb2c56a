/**
 * What news about members means: who is alive, suspect, dead, left; suspicion and its end; and this
 * agent's own reputation, which it alone can mend by raising its incarnation.
 */
import type { Core } from './core.ts'
import type { Accusation, MemberReason, SuspicionEvent } from './event.ts'
import { type Member, MemberList } from './member-list.ts'
import type { Address, MemberUpdate, Status } from './message.ts'
import { supersedes } from './precedence.ts'
import { Suspicion } from './suspicion.ts'
import { suspicionTimeoutMs } from './suspicion-timeout.ts'

/** How news reached this agent: `join` is the answer that lets it in. */
export type NewsSource = 'gossip' | 'exchange' | 'join'

const INCARNATION_MAX = 0xffff_ffff

export class Membership {
  readonly list: MemberList
  readonly #core: Core
  #incarnation = 0
  #metadata: string | undefined
  #selfStatus: Status = 'alive'
  /** Until then, news about this agent is about its former life. */
  joined = false

  constructor(core: Core, metadata: string | undefined) {
    this.#core = core
    this.#metadata = metadata
    this.list = new MemberList(core.random)
  }

  get incarnation(): number {
    return this.#incarnation
  }

  /** What this agent says about itself. */
  self(): MemberUpdate {
    return {
      member: this.#core.self,
      status: this.#selfStatus,
      incarnation: this.#incarnation,
      ...(this.#metadata !== undefined && { metadata: this.#metadata }),
    }
  }

  announce(): void {
    this.#core.news.add(this.self())
  }

  setMetadata(metadata: string): void {
    this.#metadata = metadata
    this.#raiseIncarnation(this.#incarnation)
    this.announce()
  }

  leave(): void {
    this.#selfStatus = 'left'
    this.announce()
  }

  /** Everything this agent knows, itself first: what an exchange tells. */
  state(): MemberUpdate[] {
    const updates = [this.self()]
    for (const member of this.list.values()) updates.push(asUpdate(member))
    return updates
  }

  /** Whether `newsFor` has something for nobody. */
  get hasNothingToTell(): boolean {
    const { suspect, dead, left } = this.list.counts
    return dead === 0 && left === 0 && (suspect === 0 || !this.#core.config.buddy)
  }

  /** The news that a message to `to` carries before all other: what it should refute. */
  newsFor(to: Address): MemberUpdate | undefined {
    const member = this.list.get(to)
    if (member === undefined || member.status === 'alive') return undefined
    if (member.status === 'suspect' && !this.#core.config.buddy) return undefined
    return asUpdate(member)
  }

  hear(update: MemberUpdate, source: NewsSource, from: Address, nowMs: number): void {
    if (update.member === this.#core.self) this.#hearOfSelf(update, source, nowMs)
    // An exchange may come from a stale view: death is taken as a suspicion that can be refuted.
    else if (source !== 'gossip' && update.status === 'dead') {
      if (this.list.get(update.member) === undefined) return
      this.#apply({ ...update, status: 'suspect', by: from }, source, from, nowMs)
    } else this.#apply(update, source, from, nowMs)
  }

  /** This agent's own probe cycle failed, on a member that was of `incarnation` when it was pinged. */
  accuse(
    member: Address,
    incarnation: number,
    evidence: Omit<Accusation, 'by' | 'evidence'>,
  ): void {
    const known = this.list.get(member)
    if (known?.incarnation !== incarnation || known.reapTimer !== undefined) return
    const { self } = this.#core
    const update = {
      member,
      status: 'suspect',
      incarnation,
      by: self,
    } as const
    const accusation: Accusation = { ...evidence, by: self, evidence: 'probe' }
    if (known.status === 'suspect') this.#confirm(known, update, accusation)
    else this.#suspect(known, update, accusation, 'probe-failed')
  }

  suspicionExpired(address: Address, incarnation: number, nowMs: number): void {
    const member = this.list.get(address)
    if (member?.status !== 'suspect' || member.incarnation !== incarnation) return
    const by = this.#core.self
    this.#bury(
      { member: address, status: 'dead', incarnation, by },
      member,
      'suspicion-expired',
      nowMs,
    )
  }

  reap(address: Address, incarnation: number, nowMs: number): void {
    const member = this.list.get(address)
    if (member?.reapTimer === undefined || member.incarnation !== incarnation) return
    this.list.remove(member)
    this.#core.report({
      kind: 'member',
      atMs: nowMs,
      member: address,
      status: 'reaped',
      incarnation,
      why: 'reaped',
    })
  }

  #apply(update: MemberUpdate, source: NewsSource, from: Address, nowMs: number): void {
    const why = source === 'gossip' ? 'gossip' : 'exchange'
    let member = this.list.get(update.member)
    if (member === undefined) {
      // News of the death of somebody unknown is of no use, and keeping it would never end.
      if (update.status === 'dead' || update.status === 'left') return
      member = this.list.add(update)
      this.#changed(member, 'joined', undefined, nowMs)
      if (update.status === 'alive') {
        // Whom a newcomer is told of when it is let in, others have passed on when they came.
        if (source !== 'join') this.#core.news.add(update)
        return
      }
    }
    if (update.status === 'suspect') {
      const accusation: Accusation = { by: update.by ?? from, atMs: nowMs, evidence: 'gossip' }
      const isSameSuspicion =
        member.status === 'suspect' && member.incarnation === update.incarnation
      if (isSameSuspicion) this.#confirm(member, update, accusation)
      else if (supersedes(update, member)) this.#suspect(member, update, accusation, why)
      else this.#contradict(member)
    } else if (supersedes(update, member)) {
      if (update.status === 'alive') this.#revive(update, member, why, nowMs)
      else this.#bury(update, member, update.status === 'left' ? 'left' : why, nowMs)
    } else if (update.status === 'dead') this.#contradict(member)
  }

  /** Somebody accuses a member that has refuted or left: the news of that has missed them. */
  #contradict(member: Member): void {
    const isKnownBetter = member.status === 'alive' || member.status === 'left'
    if (!isKnownBetter || this.#core.news.has(member.address)) return
    this.#core.news.add(asUpdate(member))
  }

  #suspect(member: Member, update: MemberUpdate, accusation: Accusation, why: MemberReason): void {
    this.#endSuspicion(member, 'superseded', accusation.atMs)
    this.#cancelReap(member)
    member.incarnation = update.incarnation
    this.list.setStatus(member, 'suspect')
    member.suspicion = new Suspicion(accusation)
    this.#scheduleSuspicion(member)
    this.#core.counters.suspicionsStarted++
    this.#changed(member, why, accusation.by, accusation.atMs)
    this.#core.news.add(update)
  }

  #confirm(member: Member, update: MemberUpdate, accusation: Accusation): void {
    const { suspicion } = member
    if (suspicion === undefined || update.by === member.address) return
    // Only so many confirmations bring the timeout to its minimum; more are not passed on.
    if (this.#core.config.confirmationCount <= suspicion.confirmations) return
    if (!suspicion.confirm(accusation)) return
    this.#scheduleSuspicion(member)
    this.#core.news.add(update)
  }

  #revive(update: MemberUpdate, member: Member, told: MemberReason, nowMs: number): void {
    const before = member.status
    this.#endSuspicion(member, 'refuted', nowMs)
    this.#cancelReap(member)
    member.incarnation = update.incarnation
    member.metadata = update.metadata
    this.list.setStatus(member, 'alive')
    const why = before === 'suspect' ? 'refuted' : before === 'alive' ? told : 'joined'
    this.#changed(member, why, undefined, nowMs)
    this.#core.news.add(update)
  }

  #bury(update: MemberUpdate, member: Member, why: MemberReason, nowMs: number): void {
    this.#endSuspicion(member, update.status === 'dead' ? 'confirmed' : 'superseded', nowMs)
    this.#cancelReap(member)
    member.incarnation = update.incarnation
    this.list.setStatus(member, update.status)
    member.reapTimer = this.#core.timers.schedule(nowMs + this.#core.config.reapMs, {
      kind: 'reap',
      member: member.address,
      incarnation: update.incarnation,
    })
    this.#changed(member, why, update.by, nowMs)
    this.#core.news.add(update)
  }

  #hearOfSelf(update: MemberUpdate, source: NewsSource, nowMs: number): void {
    if (this.#selfStatus === 'left') return
    const isOld = update.incarnation < this.#incarnation
    if (update.status === 'alive') {
      const isSame = update.incarnation === this.#incarnation && update.metadata === this.#metadata
      // Of a former life the answer tells that lets this agent in; all else is the echo of this one.
      const isEcho = isSame && source !== 'join'
      if (isOld || isEcho) return
    } else if (isOld) {
      // Refuted before; the answer got lost on the way to whoever still says this.
      if (!this.#core.news.has(this.#core.self)) this.announce()
      return
    } else if (this.joined) {
      this.#core.counters.selfRefutations++
      this.#core.adjustHealth(+1, nowMs)
    }
    this.#raiseIncarnation(update.incarnation)
    this.announce()
  }

  #raiseIncarnation(above: number): void {
    this.#incarnation = Math.min(INCARNATION_MAX, above + 1)
  }

  #scheduleSuspicion(member: Member): void {
    const { suspicion } = member
    if (suspicion === undefined) return
    const { timers, config } = this.#core
    timers.cancel(suspicion.timer)
    const timeoutMs = suspicionTimeoutMs(config, this.list.activeCount, suspicion.confirmations)
    suspicion.timer = timers.schedule(suspicion.startedMs + timeoutMs, {
      kind: 'suspicion',
      member: member.address,
      incarnation: member.incarnation,
    })
  }

  #endSuspicion(member: Member, outcome: SuspicionEvent['outcome'], nowMs: number): void {
    const { suspicion } = member
    if (suspicion === undefined) return
    this.#core.timers.cancel(suspicion.timer)
    member.suspicion = undefined
    if (outcome === 'refuted') this.#core.counters.suspicionsRefuted++
    if (outcome === 'confirmed') this.#core.counters.suspicionsConfirmed++
    this.#core.report(suspicion.ended(member.address, member.incarnation, outcome, nowMs))
  }

  #cancelReap(member: Member): void {
    this.#core.timers.cancel(member.reapTimer)
    member.reapTimer = undefined
  }

  #changed(member: Member, why: MemberReason, by: Address | undefined, nowMs: number): void {
    this.#core.report({
      kind: 'member',
      atMs: nowMs,
      member: member.address,
      status: member.status,
      incarnation: member.incarnation,
      why,
      ...(by !== undefined && { by }),
      ...(member.metadata !== undefined && { metadata: member.metadata }),
    })
  }
}

function asUpdate(member: Member): MemberUpdate {
  const { address, status, incarnation, metadata, suspicion } = member
  return {
    member: address,
    status,
    incarnation,
    ...(suspicion !== undefined && { by: suspicion.accuser }),
    ...(status === 'alive' && metadata !== undefined && { metadata }),
  }
}
