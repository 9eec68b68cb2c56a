/**
 * Measures the floor: the round trip of this machine with the system calls of the fast transport and
 * no protocol, between two processes of their own, which are gone when it returns.
 */
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { printableLines } from '../../analysis/index.ts'
import { interrupted, UserError } from '../errors.ts'
import { type Exit, type RunningCommand, startCommand } from '../tools/command.ts'

export type FloorPlan = {
  /** Between one round trip and the next. */
  readonly gapMs: number
  readonly count: number
  /** Both ends with SCHED_FIFO. */
  readonly realtime?: boolean | undefined
  readonly signal: AbortSignal
}

export type MeasuredFloor = {
  readonly rttS: Float64Array
  /** Round trips that were not answered within a second. */
  readonly lost: number
}

const listening = z.object({ port: z.number() })
const measured = z.object({ rttNs: z.array(z.number()), lost: z.number().int() })
const unmeasurable = z.object({ reason: z.string() })

/** Rejects with a `UserError` where the floor cannot be measured, and when `signal` is aborted. */
export async function measureFloor({
  gapMs,
  count,
  realtime,
  signal,
}: FloorPlan): Promise<MeasuredFloor> {
  const priority = realtime === true ? 'realtime' : 'ordinary'
  try {
    signal.throwIfAborted()
    await using echo = await startEnd(['echo', priority])
    const { port } = await lineOf(echo, 'echo', listening, signal)
    const echoDied = echo.exited.then((exit) => Promise.reject(deathOf(echo, 'echo', exit)))
    // It also ends when it is told to, and then nobody listens any more.
    echoDied.catch(() => {})
    await using prober = await startEnd(['probe', priority, port, gapMs, count].map(String))
    const probed = lineOf(prober, 'prober', measured, signal)
    const { rttNs, lost } = await Promise.race([probed, echoDied])
    return { rttS: Float64Array.from(rttNs, (ns) => ns / 1e9), lost }
  } catch (error) {
    if (!signal.aborted) throw error
    throw interrupted('interrupted before the floor was measured', error)
  }
}

/** The entry stands beside this file, in whichever form this file is running. */
function startEnd(args: readonly string[]): Promise<RunningCommand> {
  const entry = new URL(`./floor-process${extname(import.meta.url)}`, import.meta.url)
  return startCommand(process.execPath, [fileURLToPath(entry), ...args], { bound: true })
}

/** The one line that an end of the floor says. */
async function lineOf<T>(
  end: RunningCommand,
  name: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const kill = () => void end.signal('SIGKILL')
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  try {
    const { value: line } = await end.lines().next()
    if (typeof line === 'string') return answerIn(line, schema)
  } finally {
    signal.removeEventListener('abort', kill)
  }
  throw deathOf(end, name, await end.exited)
}

function deathOf(end: RunningCommand, name: string, { code, signal }: Exit): UserError {
  const how = signal === undefined ? `exit code ${code}` : `killed by ${signal}`
  const [words = ''] = end.stderrTail.trim().split('\n').slice(-1)
  const said = words === '' ? '' : `: ${printableLines(words)}`
  return new UserError(`the floor's ${name} ended by itself (${how}${said})`)
}

function answerIn<T>(line: string, schema: z.ZodType<T>): T {
  const said: unknown = JSON.parse(line)
  const refusal = unmeasurable.safeParse(said)
  if (!refusal.success) return schema.parse(said)
  throw new UserError(`the floor cannot be measured here: ${printableLines(refusal.data.reason)}`, {
    suggestion:
      'It takes Linux 5.11 or later on x64 or arm64, and the package koffi with its binary for this machine.',
  })
}
