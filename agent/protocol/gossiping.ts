/**
 * News on its own legs: the gossip tick, armed only while there is news, and the goodbye of an agent
 * that leaves. Peers take turns, because news travels only so many times and should not go to the
 * same few; now and then a dead member is told that it is dead, so that it can refute if it is not.
 */
import type { Core, Deadline } from './core.ts'
import type { Membership } from './membership.ts'
import type { Messenger } from './messenger.ts'
import type { Timer } from './timers.ts'

/** How often a leaving agent repeats itself when the gossip tick is off. */
const GOODBYE_INTERVAL_MS = 100

export class Gossiping {
  readonly #core: Core
  readonly #membership: Membership
  readonly #messenger: Messenger
  #timer: Timer<Deadline> | undefined
  #leaving = false

  constructor(core: Core, membership: Membership, messenger: Messenger) {
    this.#core = core
    this.#membership = membership
    this.#messenger = messenger
  }

  /** Arms the tick when there is news to tell and none is armed. */
  arm(nowMs: number): void {
    const intervalMs = this.#intervalMs()
    const isIdle = this.#core.news.size === 0 || this.#membership.list.activeCount === 1
    if (intervalMs === 0 || isIdle || this.#timer?.live) return
    this.#timer = this.#core.timers.schedule(nowMs + intervalMs, { kind: 'gossip' })
  }

  tick(): void {
    const { news, config } = this.#core
    const { list } = this.#membership
    // Looking at everybody for nobody is what a large cluster has no time for.
    const [grave] = list.counts.dead === 0 ? [] : list.choose(1, ({ status }) => status === 'dead')
    if (grave !== undefined) this.#messenger.remind(grave)
    for (const peer of list.nextListeners(config.gossipFanout)) {
      if (news.size === 0) return
      this.#messenger.send(peer, { kind: 'gossip' })
    }
  }

  /** Says goodbye now and on every tick until `leaveMs` is over. */
  leave(nowMs: number): void {
    this.#leaving = true
    this.#membership.leave()
    this.tick()
    this.#core.timers.schedule(nowMs + this.#core.config.leaveMs, { kind: 'leave-end' })
  }

  #intervalMs(): number {
    const { gossipIntervalMs } = this.#core.config
    return gossipIntervalMs === 0 && this.#leaving ? GOODBYE_INTERVAL_MS : gossipIntervalMs
  }
}
