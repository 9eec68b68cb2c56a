/** Sends messages with as much news as fits: the only maker of `send` effects. */
import type { Core } from './core.ts'
import type { Membership } from './membership.ts'
import {
  type Address,
  type BareMessage,
  MESSAGE_BYTES_MAX_BARE,
  type MemberUpdate,
} from './message.ts'

export class Messenger {
  readonly #core: Core
  readonly #membership: Membership

  constructor(core: Core, membership: Membership) {
    this.#core = core
    this.#membership = membership
  }

  send(to: Address, bare: BareMessage, stamp?: number): void {
    const message = { ...bare, updates: this.#newsFor(to) }
    this.#core.effect({ kind: 'send', to, message, ...(stamp !== undefined && { stamp }) })
  }

  /** Tells a member what is said about it, and nothing else: the dead must not use up the news. */
  remind(to: Address): void {
    const news = this.#membership.newsFor(to)
    if (news === undefined) return
    this.#core.effect({ kind: 'send', to, message: { kind: 'gossip', updates: [news] } })
  }

  #newsFor(to: Address): MemberUpdate[] {
    const { config, news, updateSizeBytes } = this.#core
    const first = this.#membership.newsFor(to)
    if (first === undefined && news.size === 0) return []
    const budgetBytes = config.datagramBytesMax - MESSAGE_BYTES_MAX_BARE
    const firstBytes = first === undefined ? 0 : updateSizeBytes(first)
    const rest = news.take(budgetBytes - firstBytes, this.#transmitsMax())
    return first === undefined ? rest : [first, ...rest]
  }

  /** λ·ceil(log10(n + 1)), as memberlist counts it. */
  #transmitsMax(): number {
    const magnitude = Math.ceil(Math.log10(this.#membership.list.activeCount + 1))
    return Math.max(1, Math.ceil(this.#core.config.retransmitFactor * magnitude))
  }
}
