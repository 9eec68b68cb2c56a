/**
 * One agent under the test's hand: the test feeds inputs and lets time pass, stamps are answered at
 * once, and every effect is kept.
 */
import type { ProtocolConfig } from '../../agent/protocol/config.ts'
import type { ProtocolEvent } from '../../agent/protocol/event.ts'
import type { Effect, Input } from '../../agent/protocol/input.ts'
import type { MemberUpdate, Message } from '../../agent/protocol/message.ts'
import { configFrom } from '../../agent/protocol/presets.ts'
import { Swim } from '../../agent/protocol/swim.ts'
import { seededRandom } from '../../agent/runtime/random.ts'

export const SELF = '10.0.0.1:9000'
export const B = '10.0.0.2:9000'
export const C = '10.0.0.3:9000'
export const D = '10.0.0.4:9000'
export const STRANGER = '10.0.0.99:9000'

export class Bench {
  nowMs = 0
  readonly swim: Swim
  readonly effects: Effect[] = []

  constructor(
    knobs: Partial<ProtocolConfig> = {},
    members: readonly string[] = [],
    seeds: string[] = [],
  ) {
    this.swim = new Swim({
      self: SELF,
      seeds,
      config: configFrom('default', { gossipIntervalMs: 0, antiEntropyMs: 0, ...knobs }),
      random: seededRandom(42, 0),
      updateSizeBytes: () => 16,
    })
    this.feed({ kind: 'start' })
    const updates = members.map(
      (member): MemberUpdate => ({ member, status: 'alive', incarnation: 0 }),
    )
    if (0 < updates.length) this.receive(B, { kind: 'gossip', updates })
    this.take()
  }

  feed(input: Input): void {
    for (const effect of this.swim.handle(input, this.nowMs)) {
      this.effects.push(effect)
      if (effect.kind !== 'send' || effect.stamp === undefined) continue
      this.feed({ kind: 'sent', stamp: effect.stamp, atMs: this.nowMs })
    }
  }

  receive(from: string, message: Message): void {
    this.feed({ kind: 'datagram', from, message })
  }

  hear(update: MemberUpdate): void {
    this.receive(B, { kind: 'gossip', updates: [update] })
  }

  /** Lets time pass, waking the agent whenever it asks for it. */
  pass(durationMs: number): void {
    const untilMs = this.nowMs + durationMs
    while (this.swim.deadlineMs() <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.swim.deadlineMs())
      this.feed({ kind: 'wake' })
    }
    this.nowMs = untilMs
  }

  /** Lets time pass until the next ping leaves, and returns it. */
  nextPing(): { to: string; sequence: number; context: Message['context'] } {
    for (let step = 0; step < 100; step++) {
      this.nowMs = Math.max(this.nowMs, this.swim.deadlineMs())
      this.feed({ kind: 'wake' })
      const sent = this.sends('ping').at(-1)
      if (sent !== undefined && sent.message.kind === 'ping') {
        this.take()
        return { to: sent.to, sequence: sent.message.sequence, context: sent.message.context }
      }
    }
    throw new Error('no ping in a hundred wakes')
  }

  sends(kind: Message['kind']): { to: string; message: Message }[] {
    return this.effects.filter(
      (effect) => effect.kind === 'send' && effect.message.kind === kind,
    ) as never
  }

  events<Kind extends ProtocolEvent['kind']>(kind: Kind): Extract<ProtocolEvent, { kind: Kind }>[] {
    const events = this.effects.flatMap((effect) =>
      effect.kind === 'report' ? [effect.event] : [],
    )
    return events.filter((event) => event.kind === kind) as never
  }

  /** Forgets what came out so far. */
  take(): void {
    this.effects.length = 0
  }

  status(member: string): string | undefined {
    return this.swim.members().find((known) => known.member === member)?.status
  }
}

/** A message that no news rides on. */
export const bare = { updates: [] }
