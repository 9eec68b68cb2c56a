/**
 * One process that hosts agents: started, listened to, told what to do, and surely ended. It believes
 * nothing: a line that is no event is counted and the first few are kept; an end that nobody asked
 * for is recorded as a death.
 */
import {
  type AgentCommand,
  type AgentEvent,
  agentEntry,
  type ProtocolConfig,
  type TransportChoice,
} from '../../agent/index.ts'
import { printableLines } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { type Exit, type RunningCommand, startCommand } from '../tools/command.ts'
import { parseAgentLine } from './agent-event.ts'
import { type HeardEvent, memberLines } from './member-rows.ts'

export type AgentProcessOptions = {
  /** Counts processes in the order they were started. */
  readonly number: number
  readonly addresses: readonly string[]
  /** Seeds; an agent passes over its own address. */
  readonly join: readonly string[]
  readonly clusterName: string
  readonly seed: number
  readonly protocol: ProtocolConfig
  readonly spans: boolean
  readonly transport: TransportChoice
  /** SCHED_FIFO for its protocol thread. */
  readonly realtime?: boolean | undefined
  /** How often it tells of probe cycles; its own default when left out. */
  readonly reportMs?: number | undefined
  readonly environment: Readonly<Record<string, string>>
  /** Runs instead of our own agent: any program that speaks the contract. */
  readonly program?: {
    readonly file: string
    readonly args: readonly string[]
    readonly cwd?: string
  }
}

export interface ProcessObserver {
  /** Every line as it came, and whether it is an event; the process waits until it is accepted. */
  line(process: AgentProcess, text: string, isEvent: boolean): void | Promise<void>
  event(process: AgentProcess, event: HeardEvent): void
  /** The process is gone and its last line has been read. */
  ended(process: AgentProcess): void
}

/** `stopped`: ended as it was told; `killed`: by a fault; `died`: by itself. */
export type ProcessCondition = 'starting' | 'running' | 'paused' | 'stopped' | 'killed' | 'died'

const PROBLEMS_KEPT_MAX = 5
/** Joining makes garbage for which each of V8's heaps would make room for good, a third of all memory. */
const CROWD_NODE_FLAGS = ['--max-semi-space-size=8']
/** What telemetry may take to be flushed when an agent ends, beyond its goodbye. */
const FLUSH_MS = 5000
const ABANDON_MS = 500

export class AgentProcess {
  readonly number: number
  readonly addresses: readonly string[]
  readonly startedAtNs: number
  /** Lines that were no events: how many, and the first few. */
  problemCount = 0
  readonly problems: string[] = []
  /** When the process is gone and everything it wrote has been read. */
  readonly finished: Promise<void>
  #command: RunningCommand
  #observer: ProcessObserver
  #leaveMs: number
  #condition: ProcessCondition = 'starting'
  #ending: 'stopped' | 'killed' | undefined
  #ready = new Set<string>()
  #left = new Set<string>()
  #lastError:
    | { readonly agent: string; readonly code: string; readonly message: string }
    | undefined
  #becameReady = Promise.withResolvers<void>()

  static async start(
    options: AgentProcessOptions,
    observer: ProcessObserver,
  ): Promise<AgentProcess> {
    const { file, args, cwd } = programOf(options)
    const startedAtNs = Number(process.hrtime.bigint())
    const command = await startCommand(file, [...args, ...agentFlags(options)], {
      stdin: 'pipe',
      bound: true,
      environment: options.environment,
      ...(cwd === undefined ? {} : { cwd }),
    })
    return new AgentProcess(command, options, observer, startedAtNs)
  }

  private constructor(
    command: RunningCommand,
    options: AgentProcessOptions,
    observer: ProcessObserver,
    startedAtNs: number,
  ) {
    this.number = options.number
    this.addresses = options.addresses
    this.startedAtNs = startedAtNs
    this.#command = command
    this.#observer = observer
    this.#leaveMs = options.protocol.leaveMs
    // Nobody may be waiting for readiness any more when the process ends.
    this.#becameReady.promise.catch(() => {})
    this.finished = this.#listen()
  }

  /** What it is called in messages. */
  get name(): string {
    const [first = ''] = this.addresses
    return this.addresses.length === 1 ? first : `${first} and ${this.addresses.length - 1} more`
  }

  get pid(): number {
    return this.#command.pid
  }

  get condition(): ProcessCondition {
    return this.#condition
  }

  get isRunning(): boolean {
    return this.#command.exit === undefined
  }

  get exit(): Exit | undefined {
    return this.#command.exit
  }

  /** When the process is gone; what it wrote may not have been read yet. */
  get exited(): Promise<Exit> {
    return this.#command.exited
  }

  get stderrTail(): string {
    return this.#command.stderrTail
  }

  /** Resolves when every agent of the process listens. */
  async ready(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => {
      const missing = this.addresses.filter((address) => !this.#ready.has(address))
      this.#becameReady.reject(
        this.#failure(`agent ${missing.join(', ')} was not ready within ${deadlineMs / 1000} s`),
      )
    }, deadlineMs)
    try {
      await this.#becameReady.promise
    } finally {
      clearTimeout(timer)
    }
  }

  send(command: AgentCommand): void {
    this.#command.stdin?.write(`${JSON.stringify(command)}\n`)
  }

  pause(): void {
    if (this.#command.signal('SIGSTOP')) this.#condition = 'paused'
  }

  resume(): void {
    if (this.#command.signal('SIGCONT') && this.#condition === 'paused') this.#condition = 'running'
  }

  /** SIGKILL, as a fault: returns when it was sent, once the process is gone. */
  async kill(): Promise<number> {
    this.#ending ??= 'killed'
    const atNs = Number(process.hrtime.bigint())
    this.#command.signal('SIGKILL')
    await this.finished
    return atNs
  }

  /** Tells one agent to say goodbye; the process ends with its last agent. */
  leave(agent: string): void {
    this.#left.add(agent)
    if (this.#left.size === this.addresses.length) this.#ending ??= 'stopped'
    this.send({ command: 'leave', agent })
  }

  /** Ends the process in order, or by force when it takes longer than its goodbye and a flush. */
  async stop(flushMs = FLUSH_MS): Promise<void> {
    this.#ending ??= 'stopped'
    this.resume()
    this.send({ command: 'shutdown' })
    this.#command.stdin?.end()
    // One that does not listen yet has nothing to say goodbye to.
    const isStarting = this.#condition === 'starting'
    await this.#command.endWithin(isStarting ? ABANDON_MS : this.#leaveMs + flushMs)
    await this.finished
  }

  async #listen(): Promise<void> {
    for await (const line of this.#command.lines()) {
      const parsed = parseAgentLine(line)
      await this.#observer.line(this, line, parsed.ok)
      if (parsed.ok && this.addresses.includes(parsed.event.agent)) this.#take(parsed.event)
      else this.#distrust(parsed.ok ? `an event of ${parsed.event.agent}` : parsed.problem)
    }
    await this.#command.exited
    this.#condition = this.#ending ?? 'died'
    this.#becameReady.reject(this.#failure(`agent ${this.name} ended while starting`))
    this.#observer.ended(this)
  }

  #take(event: AgentEvent): void {
    if (event.event === 'ready') {
      this.#ready.add(event.agent)
      if (this.#ready.size === this.addresses.length && this.#condition === 'starting') {
        this.#condition = 'running'
        this.#becameReady.resolve()
      }
    }
    if (event.event === 'error') this.#lastError = event
    if (event.event !== 'members') this.#observer.event(this, event)
    else for (const line of memberLines(event)) this.#observer.event(this, line)
  }

  #distrust(problem: string): void {
    this.problemCount += 1
    if (this.problems.length < PROBLEMS_KEPT_MAX) this.problems.push(problem)
  }

  /** How the process ended and its last words, for an error or a warning. */
  describeEnd(): string {
    const exit = this.exit
    const how =
      exit === undefined
        ? 'still running'
        : exit.signal === undefined
          ? `exit code ${exit.code}`
          : `killed by ${exit.signal}`
    const error = this.#lastError
    const speaker = error === undefined || this.addresses.length === 1 ? '' : `${error.agent}: `
    const said = error === undefined ? undefined : `${speaker}${error.message}`
    const words = said ?? this.stderrTail.trim().split('\n').slice(-5).join('\n')
    return words === '' ? how : `${how}: ${printableLines(words)}`
  }

  #failure(what: string): UserError {
    const said = this.problems[0] === undefined ? '' : `; it wrote ${this.problems[0]}`
    // One without that priority would start, and show nothing.
    const suggestion =
      this.#lastError?.code === 'realtime-refused'
        ? undefined
        : 'Run one by hand to see more: swimbench agent --bind 127.0.0.1:0'
    return new UserError(`${what} (${this.describeEnd()})${said}`, { suggestion })
  }
}

function programOf({
  program,
  addresses,
}: AgentProcessOptions): NonNullable<AgentProcessOptions['program']> {
  const nodeFlags = addresses.length === 1 ? [] : CROWD_NODE_FLAGS
  return program ?? { file: process.execPath, args: [...nodeFlags, agentEntry()] }
}

function agentFlags(options: AgentProcessOptions): string[] {
  return [
    ...options.addresses.flatMap((address) => ['--bind', address]),
    ...options.join.flatMap((address) => ['--join', address]),
    '--cluster',
    options.clusterName,
    '--seed',
    String(options.seed),
    '--config',
    JSON.stringify(options.protocol),
    ...(options.spans ? [] : ['--no-spans']),
    // An implementation that has no choice need not know the word.
    ...(options.transport === 'auto' ? [] : ['--transport', options.transport]),
    ...(options.realtime === true ? ['--realtime'] : []),
    ...(options.reportMs === undefined ? [] : ['--report-ms', String(options.reportMs)]),
  ]
}
