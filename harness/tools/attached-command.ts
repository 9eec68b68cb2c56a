/**
 * The life of a tool's process while it watches others: started, awaited until it watches, and
 * interrupted so that it lets go in order. Whom it watched runs on, whatever becomes of the tool.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { printableLines } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { type RunningCommand, startCommand } from './command.ts'
import type { Attachment, AttachOptions } from './tool.ts'

/** bpftrace compiles its program first, which takes seconds where there is little CPU. */
const ATTACH_MS_MAX = 30_000
const LOOK_EVERY_MS = 10
/** What is buffered is written in this time, as a rule. */
const DETACH_MS = 3000
const LAST_WORDS = 3

export type AttachedCommand = {
  readonly file: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** How to get the program when it is missing. */
  readonly install: string
  /** Whether the tool, with this pid, watches everybody by now. */
  readonly isWatching: (pid: number) => boolean
  /** What to do when it ends instead of watching. */
  readonly suggestion: string
  /** What it may take to write what is buffered. */
  readonly detachMs?: number
}

export async function attachCommand(
  command: AttachedCommand,
  { pids, signal }: AttachOptions,
): Promise<Attachment> {
  signal.throwIfAborted()
  const { file, args, environment = {}, install } = command
  const running = await startCommand(file, args, { bound: true, install, environment })
  running.stdout.resume()
  const attachment = new RunningAttachment(command, running, pids)
  try {
    await untilWatching(command, running, signal)
  } catch (error) {
    await attachment.stop()
    throw error
  }
  return attachment
}

async function untilWatching(
  { file, isWatching, suggestion }: AttachedCommand,
  running: RunningCommand,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + ATTACH_MS_MAX
  for (;;) {
    // Before the look: a tool may attach at once, and whoever has given up wants none that does.
    signal.throwIfAborted()
    if (isWatching(running.pid)) return
    if (running.exit !== undefined) {
      throw new UserError(`${file} could not attach: ${lastWords(running)}`, { suggestion })
    }
    if (performance.now() > deadlineMs) {
      throw new UserError(`${file} did not attach within ${ATTACH_MS_MAX / 1000} s`, { suggestion })
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

class RunningAttachment implements Attachment {
  readonly pid: number
  readonly #command: AttachedCommand
  readonly #running: RunningCommand
  readonly #pids: readonly number[]
  #stopped: Promise<readonly string[]> | undefined

  constructor(command: AttachedCommand, running: RunningCommand, pids: readonly number[]) {
    this.pid = running.pid
    this.#command = command
    this.#running = running
    this.#pids = pids
  }

  stop(): Promise<readonly string[]> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #stop(): Promise<readonly string[]> {
    const { file, detachMs = DETACH_MS } = this.#command
    const running = this.#running
    if (!running.signal('SIGINT')) return [`${file} ended by itself: ${lastWords(running)}`]
    const exit = await running.endWithin(detachMs)
    if (exit.signal !== 'SIGKILL') return []
    // The kernel lets go of them with the tool; a stop that the tool had asked for may remain.
    for (const pid of this.#pids) if (isStopped(pid)) resume(pid)
    return [`${file} did not end when it was told to: its capture may lack its last part`]
  }
}

function lastWords({ stderrTail, exit }: RunningCommand): string {
  const words = printableLines(stderrTail.trim()).split('\n').slice(-LAST_WORDS).join('; ')
  return words === '' ? `exit code ${exit?.code ?? exit?.signal}` : words
}

function isStopped(pid: number): boolean {
  try {
    return /^State:\s+[Tt]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // Gone since it was looked at.
  }
}
