/** Runs the real command line in a process of its own, as a user would, and collects what it says. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('../../harness/cli.ts', import.meta.url))
/** For what hangs, and not for what is slow: the longest command takes half a minute on an idle machine. */
const TIMEOUT_MS = 180_000

export type CliResult = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export type CliOptions = {
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly cwd?: string
  /** A program and its arguments that runs it. */
  readonly under?: readonly string[]
  /** Nobody reads stderr: writing to it fails. */
  readonly isStderrClosed?: boolean
  /** Called with what has been written so far, and may send the process a signal. */
  readonly onOutput?: (
    soFar: { readonly stdout: string; readonly stderr: string },
    kill: (signal: NodeJS.Signals) => void,
  ) => void
}

export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const [file = '', ...rest] = [...(options.under ?? []), process.execPath, ENTRY, ...args]
  const child = spawn(file, rest, {
    cwd: options.cwd,
    env: { ...plainEnvironment(), ...options.environment },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  const tell = () => options.onOutput?.({ stdout, stderr }, (signal) => child.kill(signal))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    tell()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    tell()
  })
  if (options.isStderrClosed) child.stderr.destroy()
  child.stdin.end(options.stdin ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout, stderr }
}

/** Nothing of what the person or the machine that runs the tests prefers. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, COLUMNS, DEBUG, NODE_OPTIONS, ...rest } = process.env
  const own = Object.entries(rest).filter(([name]) => !/^(?:OTEL|OCLIF|NODE_TEST)_/.test(name))
  return Object.fromEntries(own)
}
