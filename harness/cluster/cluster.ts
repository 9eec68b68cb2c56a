/**
 * A cluster of agents on this machine: started, watched, disturbed and surely stopped. `await using`
 * it: when it is disposed of, no process of it is left.
 */
import { availableParallelism } from 'node:os'
import type { ProtocolConfig, TransportChoice } from '../../agent/index.ts'
import { UserError } from '../errors.ts'
import { AgentProcess, type ProcessObserver } from './agent-process.ts'
import { inParallel } from './in-parallel.ts'
import type { HeardEvent } from './member-rows.ts'
import { takePorts } from './ports.ts'
import { MemberViews } from './views.ts'

export type ClusterOptions = {
  /** Agents of clusters with other names do not understand each other. */
  readonly name?: string
  readonly nodes: number
  readonly agentsPerProcess: number
  /** 0 takes free ports. */
  readonly basePort: number
  readonly protocol: ProtocolConfig
  readonly seed: number
  readonly spans: boolean
  readonly transport: TransportChoice
  /** SCHED_FIFO for the agents' protocol threads. */
  readonly realtime?: boolean
  /** How often our own agents tell of probe cycles; their default when left out. */
  readonly reportMs?: number
  /** Added to the agents' environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Runs instead of our own agent: any program that speaks the contract. */
  readonly program?: { readonly file: string; readonly args: readonly string[] }
}

/** A place in the cluster: an address, and the process that serves it now. */
type Slot = { readonly address: string; process: AgentProcess; hasLeft: boolean }

export type AgentStatus = {
  readonly index: number
  readonly address: string
  readonly pid: number
  readonly condition: AgentProcess['condition'] | 'left'
  /** How many other members it sees in each state. */
  readonly sees: Readonly<Record<'alive' | 'suspect' | 'dead' | 'left', number>>
  /** How many running agents see it alive, of how many others that run. */
  readonly seenAliveBy: number
  readonly others: number
}

/** What ended an agent, in its own words. */
export type AgentFailure = {
  readonly agent: string
  readonly process: AgentProcess
  readonly message: string
}

const HOST = '127.0.0.1'
/** Alone on an idle core an agent is ready in half a second. */
const READY_DEADLINE_MS = 30_000
/** Agents of one process enter one after the other: on few cores the last of many has to wait for long. */
const ENTRANCE_MS_PER_AGENT = 200
const SEEDS_MAX = 3

export class Cluster implements AsyncDisposable {
  readonly views = new MemberViews()
  /** Every process there ever was, in the order of their start. */
  readonly processes: AgentProcess[] = []
  /** Of the first agent that could not go on. */
  failure: AgentFailure | undefined
  /** When the first process was started; time to convergence counts from here. */
  startedAtNs = 0
  #options: ClusterOptions
  #slots: Slot[] = []
  /** Counted when a start begins: several are under way at a time. */
  #launches = 0
  #observers: Set<ProcessObserver>
  #waiters = new Set<() => void>()
  readonly #joined = new Set<string>()
  #convergedAtNs: number | undefined
  /** Of the latest change: agents' lines come in any order. */
  #changedAtNs = 0
  #reportedAtNs = new Map<string, number>()

  private constructor(options: ClusterOptions, observer: ProcessObserver) {
    this.#options = options
    this.#observers = new Set([observer])
  }

  /**
   * Starts all agents and returns when each of them listens and, where a process hosts several, has joined;
   * or when one cannot go on, which `failure` then tells.
   */
  static async start(options: ClusterOptions, observer: ProcessObserver): Promise<Cluster> {
    const ports = await takePorts(HOST, options.basePort, options.nodes)
    const cluster = new Cluster(options, observer)
    // An agent that never becomes ready must not make a person wait who has pressed Ctrl-C.
    const abandon = () => void cluster.stop()
    options.signal.addEventListener('abort', abandon)
    try {
      await cluster.#startAll(ports.map((port) => `${HOST}:${port}`))
    } catch (error) {
      await cluster.stop()
      throw error
    } finally {
      options.signal.removeEventListener('abort', abandon)
    }
    return cluster
  }

  get addresses(): readonly string[] {
    return this.#slots.map((slot) => slot.address)
  }

  /** Addresses of agents whose process runs and that have not left. */
  get running(): readonly string[] {
    return this.#slots.filter(isRunning).map((slot) => slot.address)
  }

  /** When the running agents last came to all see each other alive; undefined while they do not. */
  get convergedAtNs(): number | undefined {
    return this.#convergedAtNs
  }

  /** How many members every running agent sees alive. */
  get membersAlive(): number {
    return this.views.membersAlive
  }

  /** Of the processes that have started up and run. */
  get pids(): readonly number[] {
    return this.#runningProcesses()
      .filter(({ condition }) => condition !== 'starting')
      .map(({ pid }) => pid)
  }

  observe(observer: ProcessObserver): () => void {
    this.#observers.add(observer)
    return () => this.#observers.delete(observer)
  }

  status(): AgentStatus[] {
    const running = this.running
    return this.#slots.map((slot, index) => {
      const { address, process } = slot
      const counts = this.views.countsOf(address)
      const others = running.filter((agent) => agent !== address)
      return {
        index,
        address,
        pid: process.pid,
        condition: slot.hasLeft ? 'left' : process.condition,
        sees: {
          alive: counts.get('alive') ?? 0,
          suspect: counts.get('suspect') ?? 0,
          dead: counts.get('dead') ?? 0,
          left: counts.get('left') ?? 0,
        },
        seenAliveBy: this.views.aliveBy(address),
        others: others.length,
      }
    })
  }

  /** Waits until `condition` holds; it is looked at again after every event. False when time ran out. */
  async until(condition: () => boolean, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    if (condition()) return true
    if (signal.aborted) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const look = () => {
      if (condition()) resolve(true)
    }
    const giveUp = () => resolve(false)
    const timer = setTimeout(giveUp, timeoutMs)
    signal.addEventListener('abort', giveUp)
    this.#waiters.add(look)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      this.#waiters.delete(look)
    }
  }

  /** Asks every agent for its probes and counters; who had not answered in time. */
  async report(timeoutMs: number, signal: AbortSignal): Promise<readonly string[]> {
    const askedAtNs = Number(process.hrtime.bigint())
    for (const one of this.#runningProcesses()) one.send({ command: 'report' })
    const silent = () =>
      this.running.filter((agent) => (this.#reportedAtNs.get(agent) ?? 0) < askedAtNs)
    await this.until(() => silent().length === 0, timeoutMs, signal)
    return silent()
  }

  /** SIGKILL; returns when it was sent. */
  async kill(index: number): Promise<number> {
    return this.#alone(index, 'killed').process.kill()
  }

  pause(index: number): void {
    this.#alone(index, 'paused').process.pause()
  }

  resume(index: number): void {
    this.#alone(index, 'resumed').process.resume()
  }

  leave(index: number): void {
    const slot = this.#slot(index)
    slot.hasLeft = true
    this.views.forget(slot.address)
    slot.process.leave(slot.address)
  }

  /** Starts a member that is gone again, on its old address. */
  async restart(index: number): Promise<void> {
    const slot = this.#slot(index)
    if (isRunning(slot)) throw new UserError(`agent ${index} is running`, { exitCode: 2 })
    slot.process = await this.#launch([slot.address])
    slot.hasLeft = false
    await slot.process.ready(READY_DEADLINE_MS)
    this.#settle(slot.process.startedAtNs)
  }

  /** Adds one agent; returns its index. */
  async join(): Promise<number> {
    const { basePort } = this.#options
    const next = basePort === 0 ? 0 : basePort + this.#slots.length
    const [port] = await takePorts(HOST, next, 1)
    const address = `${HOST}:${port}`
    const process = await this.#launch([address])
    this.#slots.push({ address, process, hasLeft: false })
    await process.ready(READY_DEADLINE_MS)
    this.#settle(process.startedAtNs)
    return this.#slots.length - 1
  }

  /** Ends every agent, in parallel. Nothing of the cluster is left when it resolves. */
  async stop(): Promise<void> {
    await Promise.all(this.#runningProcesses().map((one) => one.stop()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #startAll(addresses: readonly string[]): Promise<void> {
    const size = this.#options.agentsPerProcess
    const groups: string[][] = []
    for (let first = 0; first < addresses.length; first += size) {
      groups.push(addresses.slice(first, first + size))
    }
    this.startedAtNs = Number(process.hrtime.bigint())
    const seeds = addresses.slice(0, 1)
    const start = async (group: readonly string[]) => {
      this.#options.signal.throwIfAborted()
      if (size > 1 && this.#isBroken()) return
      const started = await this.#launch(group, seeds)
      for (const address of group) this.#slots.push({ address, process: started, hasLeft: false })
      await started.ready(READY_DEADLINE_MS)
      if (group.length > 1) await this.#untilJoined(started)
    }
    // The seed first, so that nobody knocks in vain; then as many at a time as there are cores. Where a process
    // hosts many, one after the other: hundreds that join leave no core to answer those that are in.
    await start(groups.shift() ?? [])
    await inParallel(groups, size > 1 ? 1 : Math.max(2, availableParallelism()), start)
    const order = new Map(addresses.map((address, index) => [address, index]))
    this.#slots.sort((a, b) => (order.get(a.address) ?? 0) - (order.get(b.address) ?? 0))
    this.#settle(this.startedAtNs)
  }

  /** Or as long as an agent may take; one that cannot join says so itself. */
  async #untilJoined(one: AgentProcess): Promise<void> {
    const { protocol, signal } = this.#options
    // They join in order: who is missing is found at once from the end.
    const isIn = () => one.addresses.findLast((each) => !this.#joined.has(each)) === undefined
    const isOver = () => this.#isBroken() || isIn()
    const deadlineMs = protocol.joinTimeoutMs + one.addresses.length * ENTRANCE_MS_PER_AGENT
    await this.until(isOver, deadlineMs, signal)
  }

  /** Whether there is no use in going on with the start. */
  #isBroken(): boolean {
    return this.failure !== undefined || this.processes.some(({ isRunning }) => !isRunning)
  }

  async #launch(
    addresses: readonly string[],
    seeds: readonly string[] = this.running.filter((a) => !addresses.includes(a)).slice(-SEEDS_MAX),
  ): Promise<AgentProcess> {
    const {
      name = 'swimbench',
      protocol,
      seed,
      spans,
      transport,
      realtime,
      reportMs,
      environment,
      program,
    } = this.#options
    const number = this.#launches++
    const options = {
      number,
      addresses,
      join: seeds,
      clusterName: name,
      // Spread, so that the processes of runs with neighbouring seeds do not share theirs.
      seed: Math.imul(seed + number + 1, 0x9e3779b1) >>> 0,
      protocol,
      spans,
      transport,
      realtime,
      environment,
      ...(program === undefined ? { reportMs } : { program }),
    }
    const started = await AgentProcess.start(options, {
      line: async (one, text, isEvent) => {
        for (const observer of this.#observers) await observer.line(one, text, isEvent)
      },
      event: (one, event) => this.#take(one, event),
      ended: (one) => this.#ended(one),
    })
    this.processes.push(started)
    for (const address of addresses) this.views.add(address)
    return started
  }

  #take(one: AgentProcess, event: HeardEvent): void {
    if (event.event === 'member') this.views.take(event)
    if (event.event === 'error' && event.fatal) {
      this.failure ??= { agent: event.agent, process: one, message: event.message }
    }
    if (event.event === 'joined') this.#joined.add(event.agent)
    if (event.event === 'stats') this.#reportedAtNs.set(event.agent, event.timeNs)
    if (event.event === 'left') {
      const slot = this.#slots.find((candidate) => candidate.address === event.agent)
      if (slot !== undefined) slot.hasLeft = true
      this.views.forget(event.agent)
    }
    for (const observer of this.#observers) observer.event(one, event)
    if (event.event === 'member' || event.event === 'left') this.#settle(event.timeNs)
    for (const look of this.#waiters) look()
  }

  #ended(one: AgentProcess): void {
    for (const address of one.addresses) this.views.forget(address)
    for (const observer of this.#observers) observer.ended(one)
    this.#settle(Number(process.hrtime.bigint()))
    for (const look of this.#waiters) look()
  }

  /** Keeps `convergedAtNs` true after something changed at `atNs`. */
  #settle(atNs: number): void {
    this.#changedAtNs = Math.max(this.#changedAtNs, atNs)
    if (!this.views.isAgreed) this.#convergedAtNs = undefined
    else this.#convergedAtNs ??= this.#changedAtNs
  }

  #runningProcesses(): AgentProcess[] {
    return this.processes.filter((one) => one.isRunning)
  }

  #slot(index: number): Slot {
    const slot = this.#slots[index]
    if (slot === undefined) {
      throw new UserError(`there is no agent ${index}`, {
        suggestion: `Agents are numbered 0 to ${this.#slots.length - 1}.`,
        exitCode: 2,
      })
    }
    return slot
  }

  /** A slot whose process hosts nobody else, because what happens to it happens to the process. */
  #alone(index: number, what: string): Slot {
    const slot = this.#slot(index)
    if (slot.process.addresses.length > 1) {
      throw new UserError(
        `agent ${index} cannot be ${what} alone: its process hosts ${slot.process.addresses.length} agents`,
        { suggestion: 'Start the cluster with one agent per process.', exitCode: 2 },
      )
    }
    return slot
  }
}

function isRunning(slot: Slot): boolean {
  return slot.process.isRunning && !slot.hasLeft
}
