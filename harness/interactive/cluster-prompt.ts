/**
 * The prompt over a running cluster. On a terminal, what happens meanwhile appears above the line
 * that is being typed; from a pipe, each line is carried out before the next one is read.
 */
import { createInterface, type Interface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentEvent } from '../../agent/index.ts'
import type { AgentProcess, ProcessObserver } from '../cluster/agent-process.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { UserError } from '../errors.ts'
import { clusterStatus } from '../terminal/cluster-status.ts'
import { clockTime, memberChange } from '../terminal/member-change.ts'
import { columnsOf, type Paint, paintFor } from '../terminal/paint.ts'
import { wrap } from '../terminal/text.ts'
import {
  completePrompt,
  type PromptCommand,
  parsePromptLine,
  promptHelp,
} from './prompt-command.ts'

type MemberLine = Extract<AgentEvent, { event: 'member' }>

const ERASE_LINE = '\r\u001b[2K'

export class ClusterPrompt {
  /** How many lines could not be carried out. */
  failures = 0
  #cluster: Cluster
  #input: NodeJS.ReadStream
  #output: NodeJS.WriteStream
  /** The input has ended: a closed prompt must not be drawn again. */
  #isClosed = false
  #signal: AbortSignal
  #paint: Paint
  #readline: Interface

  constructor(
    cluster: Cluster,
    streams: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream },
    signal: AbortSignal,
  ) {
    this.#cluster = cluster
    this.#input = streams.input
    this.#output = streams.output
    this.#signal = signal
    this.#paint = paintFor(streams.output)
    this.#readline = createInterface({
      ...streams,
      terminal: this.#isInteractive,
      prompt: this.#paint('bold', 'swimbench> '),
      completer: (line: string) =>
        completePrompt(
          line,
          cluster.status().map(({ index }) => index),
        ),
    })
  }

  get #isInteractive(): boolean {
    return this.#input.isTTY === true && this.#output.isTTY === true
  }

  /** Reads and carries out lines until `quit`, the end of input or the signal. */
  async run(): Promise<void> {
    const readline = this.#readline
    // readline takes Ctrl-C from the terminal for itself; hand it on to who listens for the signal.
    readline.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    const end = () => readline.close()
    this.#signal.addEventListener('abort', end)
    readline.once('close', () => {
      this.#isClosed = true
    })
    const unobserve = this.#cluster.observe(this.#observer())
    try {
      this.#prompt()
      for await (const line of readline) {
        const command = this.#read(line)
        if (command?.kind === 'quit' || this.#signal.aborted) break
        if (command !== undefined) await this.#attempt(command)
        this.#prompt()
      }
    } finally {
      unobserve()
      this.#signal.removeEventListener('abort', end)
      readline.close()
      if (this.#isInteractive) this.#output.write(ERASE_LINE)
    }
  }

  /** Shows a line without disturbing what is being typed. */
  print(text: string): void {
    if (this.#isInteractive) this.#output.write(ERASE_LINE)
    this.#say(wrap(text, columnsOf(this.#output), '', '  '))
    if (this.#isInteractive && !this.#isClosed) this.#readline.prompt(true)
  }

  #prompt(): void {
    if (this.#isInteractive && !this.#isClosed && !this.#signal.aborted) this.#readline.prompt()
  }

  #read(line: string): PromptCommand | undefined {
    const parsed = parsePromptLine(line)
    if (parsed.ok) return parsed.command
    this.#fail(parsed.problem)
    return undefined
  }

  async #attempt(command: PromptCommand): Promise<void> {
    try {
      await this.#carryOut(command)
    } catch (error) {
      if (this.#signal.aborted) return
      if (!(error instanceof UserError)) throw error
      this.#fail([error.message, error.suggestion ?? ''].filter((part) => part !== '').join('. '))
    }
  }

  async #carryOut(command: PromptCommand): Promise<void> {
    const cluster = this.#cluster
    switch (command.kind) {
      case 'status':
        return this.#say(clusterStatus(cluster.status(), this.#layout))
      case 'help':
        return this.#say(promptHelp())
      case 'kill':
        await cluster.kill(command.agent)
        return
      case 'restart':
        return cluster.restart(command.agent)
      case 'pause':
        return cluster.pause(command.agent)
      case 'resume':
        return cluster.resume(command.agent)
      case 'leave':
        return cluster.leave(command.agent)
      case 'join': {
        const index = await cluster.join()
        return this.#say([`agent ${index} is ${cluster.addresses[index]}`])
      }
      case 'wait':
        await sleep(command.durationMs, undefined, { signal: this.#signal })
        return
      case 'quit':
      case 'nothing':
        return
    }
  }

  #observer(): ProcessObserver {
    return {
      line() {},
      event: (_process: AgentProcess, event: AgentEvent) => {
        if (event.event === 'member') {
          const line = this.#numbered(event)
          const who = this.#paint('dim', `${clockTime()} ${line.agent}:`)
          this.print(`${who} ${memberChange(line, this.#paint)}`)
        }
        if (event.event === 'error')
          this.print(this.#paint('red', `${event.agent}: ${event.message}`))
      },
      ended: (one) => {
        if (one.condition === 'died') {
          this.print(this.#paint('red', `${one.addresses.join(', ')} died: ${one.describeEnd()}`))
        }
      },
    }
  }

  /** With numbers for addresses: they are what commands take, and short. */
  #numbered(line: MemberLine): MemberLine {
    const named = (address: string) => {
      const index = this.#cluster.addresses.indexOf(address)
      return index === -1 ? address : `agent ${index}`
    }
    const { agent, peer, by } = line
    const told = { ...line, agent: named(agent), peer: named(peer) }
    return by === undefined ? told : { ...told, by: named(by) }
  }

  get #layout() {
    return { columns: columnsOf(this.#output), paint: this.#paint }
  }

  #say(lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`)
  }

  #fail(problem: string): void {
    this.failures += 1
    this.#say([this.#paint('yellow', problem)])
  }
}
