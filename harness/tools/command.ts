/**
 * The only file that spawns processes. Arguments are arrays and never pass through a shell; every
 * process that is started can be stopped, gracefully at first and by force after a bound.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { systemCode, ToolUnavailableError, UserError } from '../errors.ts'

export type CommandOptions = {
  readonly cwd?: string
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: 'pipe' | 'ignore'
  /**
   * In a session of its own, so that Ctrl-C in the terminal reaches only this process, and killed by
   * the kernel when this process is gone, where `setpriv` can arrange that: even a stopped one.
   */
  readonly bound?: boolean
  /** How to get the program when it is missing. */
  readonly install?: string
}

/** How a process ended; exactly one of `code` and `signal` is there. */
export type Exit = {
  readonly code: number | undefined
  readonly signal: NodeJS.Signals | undefined
  /** When it was noticed, CLOCK_MONOTONIC. */
  readonly atNs: number
}

export type CommandResult = {
  readonly stdout: string
  readonly stderr: string
  readonly exit: Exit
  /** It was stopped because it took too long, or wrote more than allowed. */
  readonly cutShort: boolean
}

const STDERR_TAIL_CHARS = 8 * 1024
const LINE_CHARS_MAX = 16 * 1024 * 1024

/** Starts a program. Its stdout must be read through `lines`, or it will block when the pipe is full. */
export async function startCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<RunningCommand> {
  const guard = options.bound ? setpriv() : undefined
  const [program, programArgs] =
    guard === undefined ? [file, args] : [guard, ['--pdeathsig', 'KILL', '--', file, ...args]]
  const child = spawn(program, programArgs, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.environment },
    detached: options.bound ?? false,
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  })
  const running = new RunningCommand(child)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(startFailure(file, error, options.install)))
  })
  return running
}

/** Runs a program to its end and returns what it said. A failing exit code is a result, not an error. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions & {
    readonly timeoutMs?: number
    readonly outputBytesMax?: number
  } = {},
): Promise<CommandResult> {
  const running = await startCommand(file, args, options)
  const outputBytesMax = options.outputBytesMax ?? 16 * 1024 * 1024
  let cutShort = false
  const cut = () => {
    cutShort = true
    void running.stop(500)
  }
  const timer = setTimeout(cut, options.timeoutMs ?? 60_000)
  try {
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes <= outputBytesMax) chunks.push(chunk)
      else if (!cutShort) cut()
    }
    const exit = await running.exited
    const stdout = Buffer.concat(chunks).toString('utf8')
    return { stdout, stderr: running.stderrTail, exit, cutShort }
  } finally {
    clearTimeout(timer)
  }
}

/** A process that was started and has not been forgotten. */
export class RunningCommand implements AsyncDisposable {
  readonly pid: number
  readonly stdout: Readable
  readonly stdin: Writable | undefined
  readonly exited: Promise<Exit>
  #child: ChildProcess
  #exit: Exit | undefined
  #stderrTail = ''

  constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? 0
    this.stdout = child.stdout as Readable
    this.stdin = child.stdin ?? undefined
    // A process that is gone no longer reads: that is for `exited` to tell, not for the pipe.
    this.stdin?.on('error', () => {})
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderrTail = (this.#stderrTail + text).slice(-STDERR_TAIL_CHARS)
    })
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const atNs = Number(process.hrtime.bigint())
        this.#exit = { code: code ?? undefined, signal: signal ?? undefined, atNs }
        resolve(this.#exit)
      })
    })
  }

  get exit(): Exit | undefined {
    return this.#exit
  }

  /** The last of what the process wrote to stderr. */
  get stderrTail(): string {
    return this.#stderrTail
  }

  /** stdout by lines. The process waits while nobody asks for the next one. */
  lines(): AsyncGenerator<string, void> {
    return linesOf(this.stdout)
  }

  /** Returns whether there still was a process to signal. */
  signal(signal: NodeJS.Signals): boolean {
    return this.#exit === undefined && this.#child.kill(signal)
  }

  /** SIGTERM, and SIGKILL if that is not enough. Resolves when the process is gone. */
  async stop(graceMs = 2000): Promise<Exit> {
    this.signal('SIGTERM')
    return this.endWithin(graceMs)
  }

  /** Waits for the process to end by itself, and kills it after `graceMs`. */
  async endWithin(graceMs: number): Promise<Exit> {
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs)
    try {
      return await this.exited
    } finally {
      clearTimeout(timer)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exit === undefined) await this.stop()
  }
}

/** Splits a stream into lines; one that never ends is cut into pieces instead of filling memory. */
async function* linesOf(stream: Readable): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > LINE_CHARS_MAX) {
      yield rest
      rest = ''
    }
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}

function startFailure(file: string, error: Error, install: string | undefined): UserError {
  const code = systemCode(error)
  if (code === 'ENOENT' || code === 'EACCES') {
    const reason = code === 'ENOENT' ? 'is not installed' : 'may not be run'
    const suggestion = install ?? `See that ${file} is installed and on the PATH.`
    return new ToolUnavailableError(`${file} ${reason}`, { suggestion, cause: error })
  }
  return new UserError(`${file} could not be started: ${error.message}`, { cause: error })
}

let setprivFound: { readonly path: string | undefined } | undefined

/** Where util-linux's `setpriv` is, on systems that have it. */
function setpriv(): string | undefined {
  setprivFound ??= { path: process.platform === 'linux' ? findProgram('setpriv') : undefined }
  return setprivFound.path
}

/** The file that would run as `name`, looked up along the PATH. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined
}
