/**
 * The agents of one thread: any number, each with its own socket and state, and the outbox they share.
 * They answer the network first and tell the telemetry thread afterwards.
 */
import type { Address } from '../protocol/message.ts'
import { AgentHost, type StopReason } from './agent-host.ts'
import type { Driver } from './driver.ts'
import { Entrance } from './entrance.ts'
import { Outbox } from './outbox.ts'
import { seededRandom } from './random.ts'
import type {
  EventBatch,
  FromProtocolThread,
  ThreadOptions,
  ToProtocolThread,
} from './thread-messages.ts'

export type GroupOptions = Omit<ThreadOptions, 'taken' | 'transport' | 'isRealtime'>

export type GroupParts = {
  readonly driver: Driver
  /** How many events the other thread has taken over so far, modulo 2³². */
  readonly taken: () => number
  /** Garbage collections of this thread since the last call. */
  readonly gc: () => EventBatch['gc']
  readonly post: (message: FromProtocolThread) => void
}

export class AgentGroup {
  readonly #options: GroupOptions
  readonly #parts: GroupParts
  readonly #outbox: Outbox
  readonly #entrance: Entrance
  /** In the order of `options.agents`; those that stopped are undefined. */
  readonly #hosts: (AgentHost | undefined)[] = []
  readonly #ended = Promise.withResolvers<void>()

  /** Binds all sockets; rejects with a `BindError`, and then nothing stays open. */
  static async open(options: GroupOptions, parts: GroupParts): Promise<AgentGroup> {
    const group = new AgentGroup(options, parts)
    try {
      await group.#openAll()
    } catch (error) {
      group.#outbox.close()
      await group.close()
      throw error
    }
    return group
  }

  private constructor(options: GroupOptions, parts: GroupParts) {
    this.#options = options
    this.#parts = parts
    const { driver, taken, gc, post } = parts
    this.#outbox = new Outbox({
      driver,
      taken,
      gc,
      post,
      intervalMs: this.#options.reportMs,
      totals: () => this.#collect((host) => host.totals()),
      answers: () => this.#collect((host) => host.takeAnswers()),
    })
    this.#entrance = new Entrance({
      driver,
      count: options.agents.length,
      enter: (index) => {
        const host = this.#hosts[index]
        host?.start(this.#seedsOf(index))
        return host !== undefined
      },
      membersOf: (index) => this.#hosts[index]?.totals().members.alive ?? 0,
    })
  }

  get addresses(): readonly Address[] {
    return this.#hosts.map((host) => host?.address ?? '')
  }

  /** Resolves when the last agent has stopped. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** The agents begin, a few at a time. Without seeds the first founds the cluster and the others join it. */
  start(): void {
    this.#entrance.open()
    this.#parts.driver.start()
  }

  obey(command: ToProtocolThread): void {
    switch (command.kind) {
      case 'leave':
        for (const [index, host] of this.#hosts.entries()) {
          if (command.agent === undefined || command.agent === index) host?.leave()
        }
        return
      case 'shutdown':
        for (const host of this.#hosts) host?.leave()
        void this.close()
        return
      case 'set-metadata':
        this.#hosts[command.agent]?.setMetadata(command.metadata)
        return
      case 'report':
        this.#outbox.report()
        return
    }
  }

  /** Stops everybody at once. */
  async close(): Promise<void> {
    this.#entrance.close()
    await Promise.all([...this.#hosts].map((host) => host?.close()))
  }

  async #openAll(): Promise<void> {
    const { cluster, config, metadata, seed } = this.#options
    for (const [index, place] of this.#options.agents.entries()) {
      // Field by field and with a copy of the configuration, so that to V8 all hosts of a thread are of one shape:
      // what warming up has compiled is for that shape only.
      const host = await AgentHost.open({
        host: place.host,
        port: place.port,
        advertise: place.advertise,
        cluster,
        config: { ...config },
        metadata,
        random: seededRandom(seed, index),
        driver: this.#parts.driver,
        report: (event) => {
          this.#outbox.push(index, event)
          if (event.kind === 'joined') this.#entrance.joined(index)
        },
        stopped: (why) => this.#stopped(index, host, why),
      })
      this.#hosts.push(host)
    }
  }

  #stopped(index: number, host: AgentHost, why: StopReason): void {
    const { driver, post } = this.#parts
    const totals = host.totals()
    this.#outbox.handOver()
    this.#hosts[index] = undefined
    this.#entrance.stopped(index)
    post({ kind: 'stopped', agent: index, atMs: driver.clock.nowMs(), why, totals })
    if (this.#hosts.some((other) => other !== undefined)) return
    this.#outbox.close()
    this.#ended.resolve()
  }

  #seedsOf(index: number): readonly Address[] {
    const { seeds } = this.#options
    const [first] = this.#hosts
    if (seeds.length > 0 || index === 0 || first === undefined) return seeds
    return [first.address]
  }

  #collect<T>(ask: (host: AgentHost) => T | undefined): (readonly [agent: number, of: T])[] {
    return this.#hosts.flatMap((host, agent) => {
      const of = host === undefined ? undefined : ask(host)
      return of === undefined ? [] : [[agent, of] as const]
    })
  }
}
