/** A real agent process under test: its lines as they come, its stdin, its end. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { AgentCommand, AgentEvent } from '../../agent/contract.ts'
import { agentEntry } from '../../agent/entry.ts'
import type { ProtocolConfig } from '../../agent/protocol/config.ts'
import { configFrom } from '../../agent/protocol/presets.ts'
import type { TransportChoice } from '../../agent/runtime/choose-driver.ts'
import { memberLines } from '../../harness/cluster/member-rows.ts'

/** Quick enough for a test; every deadline is generous beside what a busy machine may take. */
const KNOBS: Partial<ProtocolConfig> = {
  probeIntervalMs: 100,
  probeTimeoutMs: 50,
  suspicionMs: 1000,
  leaveMs: 200,
  joinTimeoutMs: 5000,
}

export type Start = {
  readonly transport?: TransportChoice
  readonly seeds?: readonly string[]
  readonly knobs?: Partial<ProtocolConfig>
  /** More arguments. */
  readonly more?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

/** An agent on a free port that is quick in everything. */
export function startAgent(t: TestContext, options: Start = {}): AgentChild {
  const { transport = 'auto', seeds = [], knobs = {}, more = [], variables = {} } = options
  const config = JSON.stringify(configFrom('default', { ...KNOBS, ...knobs }))
  const args = [
    ...['--bind', '127.0.0.1:0', '--transport', transport],
    ...['--config', config, '--report-ms', '200'],
    ...seeds.flatMap((seed) => ['--join', seed]),
    ...more,
  ]
  return new AgentChild(t, args, variables)
}

type EventOf<Name extends AgentEvent['event']> = Extract<AgentEvent, { event: Name }>

/** How a process ended. */
export type ChildEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

export class AgentChild {
  readonly events: AgentEvent[] = []
  readonly ended: Promise<ChildEnd>
  readonly #news = new EventEmitter()
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>

  /** Killed at the end of the test, whatever happens in it. */
  constructor(
    t: TestContext,
    args: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ) {
    this.#child = spawn(process.execPath, [agentEntry(), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...variables },
    })
    t.after(() => this.#child.kill('SIGKILL'))
    // A test may write to a process that is ending.
    this.#child.stdin.on('error', () => {})
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const event: AgentEvent = JSON.parse(line)
      this.events.push(...(event.event === 'members' ? memberLines(event) : [event]))
      this.#news.emit('event')
    })
    const stderr = text(this.#child.stderr)
    this.ended = once(this.#child, 'close').then(async ([code, signal]) => {
      return { code, signal, stderr: await stderr }
    })
    void this.ended.then(() => this.#news.emit('event'))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The addresses of its agents, once they listen. */
  async addresses(count = 1): Promise<string[]> {
    return (await this.until('ready', () => true, count)).map(({ agent }) => agent)
  }

  /** The first events of a name that match, as soon as there are `count`; fails when the process ends before. */
  async until<Name extends AgentEvent['event']>(
    name: Name,
    matches: (event: EventOf<Name>) => boolean = () => true,
    count = 1,
  ): Promise<EventOf<Name>[]> {
    let end: ChildEnd | undefined
    void this.ended.then((ended) => {
      end = ended
    })
    for (;;) {
      const found = this.of(name).filter(matches)
      if (found.length >= count) return found
      if (end !== undefined) {
        const last = JSON.stringify(this.events.at(-1))
        throw new Error(`ended before ${name}: ${JSON.stringify(end)}; last event ${last}`)
      }
      await once(this.#news, 'event')
    }
  }

  of<Name extends AgentEvent['event']>(name: Name): EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> => event.event === name)
  }

  command(command: AgentCommand | string): void {
    const line = typeof command === 'string' ? command : JSON.stringify(command)
    this.#child.stdin.write(`${line}\n`)
  }

  closeStdin(): void {
    this.#child.stdin.end()
  }

  /** As a reader that dies: nobody takes the lines any more. */
  closeStdout(): void {
    this.#child.stdout.destroy()
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }
}
