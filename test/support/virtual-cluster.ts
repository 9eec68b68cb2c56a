/**
 * A cluster on virtual time: real state machines, an imagined network. One seed decides everything,
 * so a failing seed replays. Messages are values here; the wire has tests of its own.
 */
import type { ProtocolConfig } from '../../agent/protocol/config.ts'
import type { SwimOptions } from '../../agent/protocol/core.ts'
import type { ProtocolEvent } from '../../agent/protocol/event.ts'
import type { Effect, Input } from '../../agent/protocol/input.ts'
import type { Address, MemberUpdate, Message, Status } from '../../agent/protocol/message.ts'
import { configFrom } from '../../agent/protocol/presets.ts'
import { Swim } from '../../agent/protocol/swim.ts'
import { Timers } from '../../agent/protocol/timers.ts'
import { seededRandom } from '../../agent/runtime/random.ts'

export type ClusterOptions = {
  readonly seed: number
  readonly config?: ProtocolConfig
  /** One way, uniform between these, in milliseconds. */
  readonly delayMs?: readonly [number, number]
  /** Share of datagrams lost, 0 … 1. */
  readonly loss?: number
  /** Datagrams that never arrive. */
  readonly cut?: (from: Address, to: Address, nowMs: number) => boolean
  /** Makes the state machines, for tests that look over their shoulders. */
  readonly newSwim?: (options: SwimOptions) => Swim
}

type Happening =
  | { readonly kind: 'wake'; readonly at: Address; readonly life: number }
  | { readonly kind: 'input'; readonly at: Address; readonly life: number; readonly input: Input }

type Node = {
  swim: Swim
  life: number
  up: boolean
}

export type Seen = { readonly at: Address; readonly event: ProtocolEvent }
export type Sent = { readonly from: Address; readonly to: Address; readonly message: Message }

export class VirtualCluster {
  readonly events: Seen[] = []
  readonly sent: Sent[] = []
  readonly stops: { readonly at: Address; readonly why: string }[] = []
  nowMs = 1000
  readonly #nodes = new Map<Address, Node>()
  readonly #happenings = new Timers<Happening>()
  readonly #streams = new Map<number, { from: Address; life: number }>()
  readonly #options: ClusterOptions
  readonly #random: () => number
  #stream = 0
  #lives = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.#random = seededRandom(options.seed, 0)
  }

  /** Starts an agent; a second start of the same address is its next life. */
  start(address: Address, seeds: readonly Address[], metadata?: string): void {
    const life = (this.#nodes.get(address)?.life ?? 0) + 1
    const newSwim = this.#options.newSwim ?? ((options) => new Swim(options))
    const swim = newSwim({
      self: address,
      seeds,
      config: this.#options.config ?? configFrom('default'),
      random: seededRandom(this.#options.seed, ++this.#lives),
      updateSizeBytes: () => 16,
      ...(metadata !== undefined && { metadata }),
    })
    this.#nodes.set(address, { swim, life, up: true })
    this.#feed(address, { kind: 'start' })
  }

  /** Starts `count` agents a little apart, the first as everybody's seed; returns their addresses. */
  startMany(count: number): Address[] {
    const addresses = Array.from({ length: count }, (_, index) => `10.0.0.${index + 1}:9000`)
    const [seed = ''] = addresses
    for (const address of addresses) {
      this.start(address, address === seed ? [] : [seed])
      this.run(5)
    }
    return addresses
  }

  crash(address: Address): void {
    const node = this.#nodes.get(address)
    if (node !== undefined) node.up = false
  }

  tell(address: Address, input: Input): void {
    this.#feed(address, input)
  }

  swim(address: Address): Swim {
    const node = this.#nodes.get(address)
    if (node === undefined) throw new Error(`no agent ${address}`)
    return node.swim
  }

  /** What `at` thinks of `of`. */
  view(at: Address, of: Address): Status | undefined {
    return this.#member(at, of)?.status
  }

  incarnation(at: Address, of: Address): number | undefined {
    return this.#member(at, of)?.incarnation
  }

  metadata(at: Address, of: Address): string | undefined {
    return this.#member(at, of)?.metadata
  }

  /** Lets `durationMs` pass. */
  run(durationMs: number): void {
    const untilMs = this.nowMs + durationMs
    for (;;) {
      const atMs = this.#happenings.nextMs()
      if (untilMs < atMs) break
      const happening = this.#happenings.takeDue(atMs)
      if (happening === undefined) break
      this.nowMs = Math.max(this.nowMs, atMs)
      this.#happen(happening)
    }
    this.nowMs = untilMs
  }

  /** Lets time pass until `condition` holds, at most `boundMs`; how long it took, or undefined. */
  runUntil(condition: () => boolean, boundMs: number): number | undefined {
    const startedMs = this.nowMs
    while (!condition()) {
      if (startedMs + boundMs <= this.nowMs) return undefined
      this.run(10)
    }
    return this.nowMs - startedMs
  }

  /** Whether all that are up see exactly each other alive. */
  converged(): boolean {
    const up = [...this.#nodes].filter(([, node]) => node.up).map(([address]) => address)
    return up.every((at) => {
      if (this.swim(at).totals().members.alive !== up.length) return false
      return up.every((of) => this.view(at, of) === 'alive')
    })
  }

  #member(at: Address, of: Address): MemberUpdate | undefined {
    return this.swim(at)
      .members()
      .find((member) => member.member === of)
  }

  #happen(happening: Happening): void {
    const node = this.#nodes.get(happening.at)
    if (node === undefined || !node.up || node.life !== happening.life) return
    this.#feed(happening.at, happening.kind === 'wake' ? { kind: 'wake' } : happening.input)
  }

  #feed(at: Address, input: Input): void {
    const node = this.#nodes.get(at)
    if (node === undefined) return
    for (const effect of node.swim.handle(input, this.nowMs)) this.#perform(at, node, effect)
    const deadlineMs = node.swim.deadlineMs()
    if (deadlineMs === Number.POSITIVE_INFINITY) return
    this.#happenings.schedule(deadlineMs, { kind: 'wake', at, life: node.life })
  }

  #perform(at: Address, node: Node, effect: Effect): void {
    switch (effect.kind) {
      case 'report':
        this.events.push({ at, event: effect.event })
        return
      case 'send': {
        const { to, message, stamp } = effect
        this.sent.push({ from: at, to, message })
        if (stamp !== undefined) {
          const sent: Input = { kind: 'sent', stamp, atMs: this.nowMs }
          for (const further of node.swim.handle(sent, this.nowMs)) this.#perform(at, node, further)
        }
        if (this.#random() < (this.#options.loss ?? 0)) return
        if (this.#options.cut?.(at, to, this.nowMs)) return
        this.#deliver(to, { kind: 'datagram', from: at, message })
        return
      }
      case 'exchange': {
        const { to, members } = effect
        if (this.#nodes.get(to)?.up !== true || this.#options.cut?.(at, to, this.nowMs)) {
          this.#deliver(at, { kind: 'exchange-failure', from: to, reason: 'refused' })
          return
        }
        const stream = ++this.#stream
        this.#streams.set(stream, { from: at, life: node.life })
        this.#deliver(to, { kind: 'exchange-request', stream, from: at, members })
        return
      }
      case 'exchange-reply': {
        const asker = this.#streams.get(effect.stream)
        if (asker === undefined) return
        this.#streams.delete(effect.stream)
        const { members } = effect
        this.#deliver(asker.from, { kind: 'exchange-answer', from: at, members })
        return
      }
      case 'stop':
        node.up = false
        this.stops.push({ at, why: effect.why })
    }
  }

  #deliver(to: Address, input: Input): void {
    const node = this.#nodes.get(to)
    if (node === undefined) return
    const [least, most] = this.#options.delayMs ?? [0.05, 0.5]
    const atMs = this.nowMs + least + this.#random() * (most - least)
    this.#happenings.schedule(atMs, { kind: 'input', at: to, life: node.life, input })
  }
}
