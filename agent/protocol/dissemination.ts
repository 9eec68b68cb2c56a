/**
 * The queue of membership news waiting to ride on messages: least-transmitted first, newest first
 * among equals, each at most a bounded number of times (SWIM paper, §4.1). News about a member
 * replaces what it supersedes; accusations by different members live side by side.
 */
import type { Address, MemberUpdate } from './message.ts'
import { supersedes } from './precedence.ts'

type News = {
  readonly update: MemberUpdate
  readonly sizeBytes: number
  transmits: number
  live: boolean
}

/** How many items that do not fit are passed over before a message is called full. */
const MISFITS_MAX = 8

export class Dissemination {
  /** Indexed by times transmitted; the newest at the end. Dropped items linger until they are met. */
  readonly #byTransmits: News[][] = []
  readonly #byMember = new Map<Address, readonly News[]>()
  readonly #sizeBytes: (update: MemberUpdate) => number
  #size = 0

  constructor(sizeBytes: (update: MemberUpdate) => number) {
    this.#sizeBytes = sizeBytes
  }

  get size(): number {
    return this.#size
  }

  has(member: Address): boolean {
    return this.#byMember.has(member)
  }

  add(update: MemberUpdate): void {
    for (const known of this.#byMember.get(update.member) ?? []) {
      const isOtherAccuser =
        known.update.status === 'suspect' &&
        update.status === 'suspect' &&
        known.update.by !== update.by &&
        !supersedes(update, known.update)
      if (!isOtherAccuser) this.#drop(known)
    }
    const news: News = { update, sizeBytes: this.#sizeBytes(update), transmits: 0, live: true }
    this.#byMember.set(update.member, [...(this.#byMember.get(update.member) ?? []), news])
    this.#size++
    this.#file(news)
  }

  /** Takes what fits into `budgetBytes` and counts one transmission of each, of `transmitsMax`. */
  take(budgetBytes: number, transmitsMax: number): MemberUpdate[] {
    const taken: News[] = []
    let leftBytes = budgetBytes
    let misfits = 0
    for (const bucket of this.#byTransmits) {
      const passed: News[] = []
      while (misfits < MISFITS_MAX) {
        const news = bucket.pop()
        if (news === undefined) break
        if (!news.live) continue
        if (leftBytes < news.sizeBytes) {
          passed.push(news)
          misfits++
        } else {
          leftBytes -= news.sizeBytes
          taken.push(news)
        }
      }
      if (passed.length > 0) bucket.push(...passed.reverse())
    }
    // Filed last first, so that the newest stays at the end, and only now, so that none is taken twice.
    for (const news of taken.toReversed()) {
      news.transmits++
      if (news.transmits < transmitsMax) this.#file(news)
      else this.#drop(news)
    }
    return taken.map((news) => news.update)
  }

  #file(news: News): void {
    while (this.#byTransmits.length <= news.transmits) this.#byTransmits.push([])
    this.#byTransmits[news.transmits]?.push(news)
  }

  #drop(news: News): void {
    news.live = false
    this.#size--
    const { member } = news.update
    const left = (this.#byMember.get(member) ?? []).filter((other) => other !== news)
    if (left.length === 0) this.#byMember.delete(member)
    else this.#byMember.set(member, left)
  }
}
