/** The floor in C (test/fixtures/c/epoll-floor.c), compiled where there is a compiler. */
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { UserError } from '../../../harness/errors.ts'
import {
  findProgram,
  type RunningCommand,
  runCommand,
  startCommand,
} from '../../../harness/tools/command.ts'

const SOURCE = join(
  dirname(findPackageJSON(import.meta.url) ?? ''),
  'test/fixtures/c/epoll-floor.c',
)

/** Beyond what the program is to take. */
const PATIENCE_MS = 60_000

export const C_COMPILERS = ['cc', 'gcc', 'clang'] as const

/** Compiles the program into `folder`; returns its path. */
export async function compileCFloor(folder: string): Promise<string> {
  const compiler = C_COMPILERS.find((name) => findProgram(name) !== undefined)
  if (compiler === undefined) {
    throw new UserError(
      'there is no C compiler, and without the floor in C nothing to compare with',
      {
        suggestion: 'sudo apt-get install gcc libc6-dev',
      },
    )
  }
  const program = join(folder, 'epoll-floor')
  const { exit, stderr } = await runCommand(compiler, ['-O2', '-Wall', '-o', program, SOURCE])
  if (exit.code !== 0) throw new UserError(`${compiler} could not compile ${SOURCE}: ${stderr}`)
  return program
}

/** RTTs in seconds of one prober and one echo, both C, both asleep between the round trips. */
export async function probeInC(program: string, gapMs: number, count: number): Promise<number[]> {
  const stdout = await outputOf(program, ['probe', gapMs * 1e6, count], gapMs * count)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => Number(line) / 1e9)
}

/**
 * Of `count` wake-ups of a process that does nothing else, how many were so late that the next was due. Rejects
 * where real-time priority is refused.
 */
export async function skippedInC(
  program: string,
  { gapMs, count, isRealtime }: { gapMs: number; count: number; isRealtime: boolean },
): Promise<number> {
  const priority = isRealtime ? 'realtime' : 'ordinary'
  const stdout = await outputOf(program, ['ticks', gapMs * 1e6, count, priority], gapMs * count)
  return Number(stdout)
}

/** Answers with blocking recvfrom and sendto until it is disposed of. */
export async function startCEcho(
  program: string,
): Promise<{ readonly echo: RunningCommand; readonly port: number }> {
  const echo = await startCommand(program, ['echo'], { stdin: 'pipe', bound: true })
  const { value: line } = await echo.lines().next()
  return { echo, port: Number(line) }
}

export type Flooded = {
  readonly answeredPerSecond: number
  readonly answered: number
  readonly lost: number
}

/** Sends `datagram` as fast as it is answered, with at most `window` of them unanswered. */
export async function floodFromC(
  program: string,
  target: { readonly port: number; readonly datagram: Uint8Array },
  { window, durationS }: { readonly window: number; readonly durationS: number },
): Promise<Flooded> {
  const hex = Buffer.from(target.datagram).toString('hex')
  const args = ['flood', target.port, window, durationS, hex]
  return JSON.parse(await outputOf(program, args, durationS * 1000)) as Flooded
}

/** What the program writes that is to take about `tookMs`. */
async function outputOf(
  program: string,
  args: readonly (string | number)[],
  tookMs: number,
): Promise<string> {
  const options = { bound: true, timeoutMs: tookMs + PATIENCE_MS }
  const { stdout, stderr, exit } = await runCommand(program, args.map(String), options)
  if (exit.code !== 0) throw new Error(`${program} ended with ${exit.code}: ${stderr}`)
  return stdout
}
