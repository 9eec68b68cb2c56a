/**
 * An agent of ours that was started to be looked at: what it says about itself stays readable, so
 * that a capture can set its own numbers beside the agent's. It ends when it is disposed of.
 */
import { randomInt } from 'node:crypto'
import { type AgentEvent, agentEntry, PRESETS, type ProtocolConfig } from '../../agent/index.ts'
import { AgentProcess, type ProcessObserver } from '../cluster/agent-process.ts'
import { interrupted, UserError } from '../errors.ts'
import { descendantsOf, killProcess } from './process-info.ts'

export type StartAgent = {
  readonly join: readonly string[]
  /** For Node, before the agent's entry. */
  readonly nodeOptions?: readonly string[]
  /** For the agent, among its own. */
  readonly agentOptions?: readonly string[]
  /** The folder it is started in. */
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The default preset when left out. */
  readonly protocol?: ProtocolConfig
  /** How often it tells of probe cycles by itself. */
  readonly reportMs?: number
  readonly signal: AbortSignal
}

/** Called for everything that the agent writes, events and lines that are none. */
export type AgentListener = {
  readonly line?: (text: string) => void
  readonly event?: (event: AgentEvent) => void
}

type Stats = Extract<AgentEvent, { readonly event: 'stats' }>

const CLUSTER = 'swimbench'
const SEED_MAX = 2 ** 32 - 1
/** Alone on an idle core it is ready in half a second. */
const READY_MS_MAX = 30_000
const REPORT_MS_MAX = 2000

export class OwnAgent implements AsyncDisposable {
  readonly process: AgentProcess
  readonly #listeners: Set<AgentListener>

  /** Resolves when it listens, and has found the cluster that it was to join. */
  static async start(address: string, options: StartAgent): Promise<OwnAgent> {
    const {
      join,
      nodeOptions = [],
      agentOptions = [],
      cwd,
      environment = {},
      protocol = PRESETS.default,
      reportMs,
      signal,
    } = options
    if (signal.aborted) throw interrupted(`interrupted before an agent was started on ${address}`)
    const listeners = new Set<AgentListener>()
    const joined = Promise.withResolvers<void>()
    const observer: ProcessObserver = {
      line: (_, text) => {
        for (const one of listeners) one.line?.(text)
      },
      event: (_, event) => {
        if (event.event === 'joined') joined.resolve()
        for (const one of listeners) one.event?.(event)
      },
      ended: (one) => joined.reject(endedEarly(address, one)),
    }
    joined.promise.catch(() => {})
    const started = await AgentProcess.start(
      {
        number: 0,
        addresses: [address],
        join,
        clusterName: CLUSTER,
        seed: randomInt(SEED_MAX),
        protocol,
        spans: false,
        transport: 'auto',
        environment,
        program: {
          file: process.execPath,
          args: [...nodeOptions, agentEntry(), ...agentOptions],
          ...(cwd === undefined ? {} : { cwd }),
        },
        ...(reportMs === undefined ? {} : { reportMs }),
      },
      observer,
    )
    const agent = new OwnAgent(started, listeners)
    const abandon = () => void agent.#end(() => started.kill())
    signal.addEventListener('abort', abandon)
    try {
      await started.ready(READY_MS_MAX)
      await joined.promise
    } catch (error) {
      await agent[Symbol.asyncDispose]()
      if (signal.aborted) throw interrupted(`interrupted while an agent started on ${address}`)
      throw error
    } finally {
      signal.removeEventListener('abort', abandon)
    }
    return agent
  }

  private constructor(started: AgentProcess, listeners: Set<AgentListener>) {
    this.process = started
    this.#listeners = listeners
  }

  /** Until the returned function is called. */
  listen(listener: AgentListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Has it tell of its probe cycles and counters now; the listeners have heard both when this
   * resolves. Undefined when it does not answer in time.
   */
  async report(): Promise<Stats | undefined> {
    const askedAtNs = Number(process.hrtime.bigint())
    const answer = Promise.withResolvers<Stats | undefined>()
    const forget = this.listen({
      event: (event) => {
        if (event.event === 'stats' && event.timeNs >= askedAtNs) answer.resolve(event)
      },
    })
    const timer = setTimeout(() => answer.resolve(undefined), REPORT_MS_MAX)
    void this.process.finished.then(() => answer.resolve(undefined))
    this.process.send({ command: 'report' })
    try {
      return await answer.promise
    } finally {
      clearTimeout(timer)
      forget()
    }
  }

  /** Ends it in order; what starts it, such as a profiler, may take `flushMs` for what it does then. */
  async stop(flushMs?: number): Promise<void> {
    await this.#end(() => this.process.stop(flushMs))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Whatever a profiler has started goes with it: nobody reads what such a process writes any more. */
  async #end(how: () => Promise<unknown>): Promise<void> {
    const started = descendantsOf(this.process.pid)
    const ending = how()
    await this.process.exited
    for (const one of started) killProcess(one)
    await ending
  }
}

function endedEarly(address: string, one: AgentProcess): UserError {
  return new UserError(`the agent on ${address} ended at once (${one.describeEnd()})`, {
    suggestion: 'See that the members named by --join run, and that nothing holds its address.',
  })
}
