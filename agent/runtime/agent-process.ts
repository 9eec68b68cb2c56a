/**
 * The telemetry thread of an agent process: starts the protocol thread, writes the contract's lines,
 * obeys commands, feeds OpenTelemetry, and brings all of it to an end, whoever asks for it.
 */
import { randomUUID } from 'node:crypto'
import { type AgentCommand, type AgentEvent, CONTRACT_VERSION } from '../contract.ts'
import type { Address } from '../protocol/message.ts'
import type { Environment } from '../telemetry/environment.ts'
import { isTelemetryWanted } from '../telemetry/environment.ts'
import { NO_TELEMETRY, openTelemetry, type Telemetry } from '../telemetry/telemetry.ts'
import { formatAddress } from '../wire/address.ts'
import type { HostTotals, StopReason } from './agent-host.ts'
import { monotonicClock, nanoseconds } from './clock.ts'
import { parseCommand } from './commands.ts'
import { ContractLines } from './contract-lines.ts'
import { implementation } from './implementation.ts'
import { memberRows } from './member-log.ts'
import { type GcPause, observeGarbageCollection, Pauses, type ThreadName } from './pauses.ts'
import { type ProtocolSide, protocolInThisThread, protocolInWorker } from './protocol-side.ts'
import { loadHistogramLibrary, RttHistogram } from './rtt-histogram.ts'
import type {
  EventBatch,
  FromProtocolThread,
  ThreadOptions,
  ToProtocolThread,
} from './thread-messages.ts'

/** How long the collector may take at the end. */
const FLUSH_MS = 2000
/** The same when the end must come quickly: whoever started us is gone. */
const FLUSH_QUICK_MS = 1000
/** How long the protocol thread may take to stop, beyond any lingering. */
const STOP_MS = 1000
const STOP_QUICK_MS = 700
const JOIN_ADVICE =
  'no seed answered; check that one of them runs, that it is reachable, and that the cluster names are the same'

export type ProcessOptions = Omit<ThreadOptions, 'taken'> & {
  readonly isTelemetryOn: boolean
  /** The protocol runs in the telemetry thread, for profilers that see only the main one. */
  readonly isOneThread: boolean
}

export type Surroundings = {
  readonly environment: Environment
  readonly processId: number
  /** Writes one line to stdout. */
  readonly write: (line: string) => void
}

type Agent = {
  readonly lines: ContractLines
  readonly rtt: RttHistogram
  stopped:
    | { readonly why: StopReason; readonly atMs: number; readonly totals: HostTotals }
    | undefined
}

export class AgentProcess {
  readonly #options: ProcessOptions
  readonly #surroundings: Surroundings
  readonly #clock = monotonicClock()
  readonly #taken = new Int32Array(new SharedArrayBuffer(4))
  readonly #protocol: ProtocolSide
  readonly #agents: Agent[] = []
  readonly #gc = { protocol: new Pauses(), telemetry: new Pauses() }
  readonly #delay = new Pauses()
  readonly #finished = Promise.withResolvers<number>()
  readonly #histograms = Promise.withResolvers<void>()
  #telemetry: Telemetry = NO_TELEMETRY
  #exitCode = 0
  #ending: 'no' | 'gracefully' | 'quickly' | 'now' = 'no'
  #deadline: NodeJS.Timeout | undefined

  constructor(options: ProcessOptions, surroundings: Surroundings) {
    this.#options = options
    this.#surroundings = surroundings
    const { isTelemetryOn: _, isOneThread, ...shared } = options
    const startProtocol = isOneThread ? protocolInThisThread : protocolInWorker
    this.#protocol = startProtocol(
      { ...shared, taken: this.#taken.buffer },
      { hear: (message) => this.#hear(message), crashed: (error) => this.#crashed(error) },
    )
    observeGarbageCollection((pause) => this.#paused('telemetry', pause))
  }

  /** Resolves with the exit code when everything has been written. */
  get finished(): Promise<number> {
    return this.#finished.promise
  }

  /** Leaves the cluster and ends; others see this agent as left. */
  leave(): void {
    if (this.#ending !== 'no') return
    this.#ending = 'gracefully'
    this.#tell({ kind: 'leave', agent: undefined })
    this.#endWithin(this.#options.config.leaveMs + STOP_MS)
  }

  /** Ends without lingering: whoever read our lines is gone, or asked for it. */
  shutdown(): void {
    if (this.#ending === 'quickly' || this.#ending === 'now') return
    this.#ending = 'quickly'
    this.#tell({ kind: 'shutdown' })
    this.#endWithin(STOP_QUICK_MS)
  }

  /** One line of stdin. */
  command(line: string): void {
    if (line.trim() === '') return
    const parsed = parseCommand(line)
    if (parsed.ok) this.#obey(parsed.command)
    else this.#problem('bad-command', parsed.problem)
  }

  #obey(command: AgentCommand): void {
    switch (command.command) {
      case 'shutdown':
        this.shutdown()
        return
      case 'report':
        this.#tell({ kind: 'report' })
        return
      case 'leave':
        if (command.agent === undefined) this.leave()
        else this.#withAgent(command.agent, (agent) => this.#tell({ kind: 'leave', agent }))
        return
      case 'set-metadata': {
        const { metadata } = command
        this.#withAgent(command.agent, (agent) =>
          this.#tell({ kind: 'set-metadata', agent, metadata }),
        )
        return
      }
    }
  }

  #withAgent(address: Address | undefined, act: (agent: number) => void): void {
    const addresses = this.#agents.map(({ lines }) => lines.agent)
    const index =
      address === undefined && addresses.length === 1 ? 0 : addresses.indexOf(address ?? '')
    if (index >= 0) act(index)
    else this.#problem('bad-command', `name one of the agents here: ${addresses.join(', ')}`)
  }

  #hear(message: FromProtocolThread): void {
    switch (message.kind) {
      case 'ready':
        this.#ready(message)
        return
      case 'batch':
        this.#batch(message)
        return
      case 'stopped': {
        const agent = this.#agents[message.agent]
        if (agent !== undefined) this.#stopped(agent, message)
        return
      }
      case 'failed':
        this.#fail(message.code, message.message)
        return
    }
  }

  #ready(message: FromProtocolThread & { readonly kind: 'ready' }): void {
    // The news of a crash can overtake it.
    if (this.#ending === 'now') return
    const version = implementation()
    for (const agent of message.addresses) {
      this.#agents.push({
        lines: new ContractLines(agent),
        rtt: new RttHistogram(),
        stopped: undefined,
      })
      this.#write({
        event: 'ready',
        agent,
        timeNs: nanoseconds(message.atMs),
        contract: CONTRACT_VERSION,
        pid: this.#surroundings.processId,
        implementation: version,
        transport: message.transport,
      })
    }
    if (message.fallback !== undefined) {
      this.#problem('transport-fallback', fallbackAdvice(message.fallback))
    }
    if (this.#options.isTelemetryOn && isTelemetryWanted(this.#surroundings.environment)) {
      this.#telemetry = openTelemetry({
        environment: this.#surroundings.environment,
        clock: this.#clock,
        version: version.version,
        processId: this.#surroundings.processId,
        instanceId: randomUUID(),
        problem: (text) => this.#problem('telemetry', text),
      })
    }
    this.#histograms.resolve(loadHistogramLibrary())
  }

  #batch(batch: EventBatch): void {
    this.#delayed(Math.max(0, this.#clock.nowMs() - batch.atMs))
    for (const pause of batch.gc) this.#paused('protocol', pause)
    this.#telemetry.droppedElsewhere(batch.eventsDropped)
    const changed = batch.members === undefined ? [] : memberRows(batch.members)
    for (const [index, rows] of changed) {
      const lines = this.#agents[index]?.lines
      if (lines !== undefined) this.#write(lines.members(batch.atMs, rows))
    }
    for (const [index, event] of batch.reports) {
      const agent = this.#agents[index]
      if (agent === undefined) continue
      if (event.kind === 'probe-cycle' && event.ackMs !== undefined) {
        agent.rtt.record(nanoseconds(event.ackMs) - nanoseconds(event.sentMs))
      }
      const line = agent.lines.take(event)
      if (line !== undefined) this.#write(line)
      this.#telemetry.record(agent.lines.agent, event)
    }
    for (const [index, answers] of batch.answers) {
      const lines = this.#agents[index]?.lines
      if (lines !== undefined) this.#write(lines.answers(batch.atMs, answers))
    }
    for (const [index, totals] of batch.totals ?? []) {
      const agent = this.#agents[index]
      if (agent === undefined) continue
      this.#telemetry.observe(agent.lines.agent, totals)
      this.#writeProbes(agent, batch.atMs)
      this.#write(agent.lines.stats(batch.atMs, totals, this.#ofProcess()))
    }
    Atomics.add(this.#taken, 0, batch.reports.length)
  }

  #delayed(durationMs: number): void {
    this.#delay.add(durationMs)
    this.#telemetry.delayed(durationMs)
  }

  #paused(thread: ThreadName, pause: GcPause): void {
    const [, durationMs] = pause
    this.#gc[thread].add(durationMs)
    this.#telemetry.paused(thread, pause)
  }

  #writeProbes(agent: Agent, atMs: number): void {
    const probes = agent.lines.takeProbes(atMs)
    if (probes !== undefined) this.#write(probes)
  }

  #stopped(agent: Agent, message: FromProtocolThread & { readonly kind: 'stopped' }): void {
    agent.stopped = message
    this.#writeProbes(agent, message.atMs)
    if (message.why === 'join-failed') {
      this.#exitCode = 1
      const waitedS = this.#options.config.joinTimeoutMs / 1000
      this.#problem('join-failed', `gave up after ${waitedS} s: ${JOIN_ADVICE}`, agent, true)
    } else {
      const timeNs = nanoseconds(message.atMs)
      this.#write({ event: 'left', agent: agent.lines.agent, timeNs })
    }
    if (this.#agents.every(({ stopped }) => stopped !== undefined)) void this.#end()
  }

  /** Everything that still has to be written, then the end. */
  async #end(): Promise<void> {
    if (this.#ending === 'now') return
    const flushMs = this.#ending === 'quickly' ? FLUSH_QUICK_MS : FLUSH_MS
    this.#ending = 'now'
    clearTimeout(this.#deadline)
    await Promise.all([this.#telemetry.shutdown(flushMs), this.#histograms.promise])
    for (const { lines, rtt, stopped } of this.#agents) {
      if (stopped === undefined) continue
      const { event: _, ...totals } = lines.stats(
        this.#clock.nowMs(),
        stopped.totals,
        this.#ofProcess(),
      )
      this.#write({ event: 'summary', ...totals, rttHistogram: rtt.encoded() })
    }
    await this.#protocol.terminate()
    this.#finished.resolve(this.#exitCode)
  }

  /** What agents of one process share. */
  #ofProcess() {
    return {
      telemetry: this.#telemetry.totals(),
      runtime: {
        telemetryDelay: this.#delay.totals(),
        gc: { protocol: this.#gc.protocol.totals(), telemetry: this.#gc.telemetry.totals() },
      },
    }
  }

  /** The protocol thread did not stop in time. */
  #endWithin(timeoutMs: number): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => {
      this.#exitCode = 1
      this.#problem('stop-timeout', 'the protocol thread did not stop in time', undefined, true)
      if (this.#agents.length === 0) this.#histograms.resolve()
      void this.#end()
    }, timeoutMs)
  }

  #crashed(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#fail('protocol-thread-crashed', `this is a bug in the agent: ${text}`)
  }

  #fail(code: string, text: string): void {
    this.#exitCode = 1
    this.#problem(code, text, undefined, true)
    this.#histograms.resolve()
    void this.#end()
  }

  #problem(code: string, message: string, agent = this.#agents[0], fatal = false): void {
    const [place] = this.#options.agents
    const planned =
      place === undefined ? '' : (place.advertise ?? formatAddress(place.host, place.port))
    const timeNs = nanoseconds(this.#clock.nowMs())
    this.#write({
      event: 'error',
      agent: agent?.lines.agent ?? planned,
      timeNs,
      code,
      message,
      fatal,
    })
  }

  #tell(command: ToProtocolThread): void {
    this.#protocol.tell(command)
  }

  #write(event: AgentEvent): void {
    this.#surroundings.write(JSON.stringify(event))
  }
}

function fallbackAdvice(reason: string): string {
  return `the fast transport does not work here (${reason}); datagrams go through node:dgram, several times slower`
}
