/**
 * 0x: starts an agent under V8's `--prof`, which writes a tick down every millisecond, and makes a page of
 * its own of it. `--prof` sees only the main thread, so the agent runs its protocol there (`--one-thread`):
 * what 0x shows is the protocol thread's code, with the telemetry thread's beside it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseProfLog, printableLines, type Warning } from '../../../analysis/index.ts'
import { messageOf, UserError } from '../../errors.ts'
import { readTicksPerSecond } from '../../recording/process-sampler.ts'
import type { OwnAgent } from '../../target/own-agent.ts'
import type { Backend, Watched } from '../backend.ts'

/** Beside what swimbench writes. */
const OUTPUT = '0x'
const THREAD = 'main (protocol)'
/** V8 counts from its own start, a little after the process's: what the agent does to end is left out. */
const END_MARGIN_S = 0.2
/** It starts a bundler to make its page, which takes a while on a busy machine. */
const RENDER_MS_MAX = 120_000
const ONE_THREAD: Warning = {
  code: 'one-thread',
  message:
    '0x sees no worker threads: the agent ran its protocol in the main thread, beside its telemetry',
  advice: '--backend inspector sees the agent as it usually runs.',
}

const resolver = createRequire(import.meta.url)

export const zeroX: Backend = {
  name: '0x',
  attaches: false,
  seesOffCpu: false,
  fixedFrequencyHz: 1000,

  async availability() {
    const version = versionOf0x()
    return version === undefined
      ? { ok: false, reason: '0x is not installed', advice: 'npm install 0x' }
      : { ok: true, version }
  },

  launch(folder) {
    const own = join(folder, OUTPUT)
    return {
      nodeOptions: [
        resolver.resolve('0x/cmd.js'),
        ...['--working-dir', folder, '--output-dir', own, '--title', 'swimbench agent'],
      ],
      agentOptions: ['--one-thread'],
      // Where it is started it deletes what looks like logs of --prof, whoever left them there.
      cwd: folder,
    }
  },

  async watch(target, { folder }) {
    const { agent } = target
    if (agent === undefined) throw new Error('0x watches only what it started')
    const pid = childOf(target.pid)
    const ticksPerSecond = await readTicksPerSecond()
    const fromS = ageS(pid, ticksPerSecond)
    let watched: Promise<Watched> | undefined
    return {
      pid,
      isOver: false,
      stop() {
        watched ??= finish(agent, folder, fromS, ageS(pid, ticksPerSecond) - END_MARGIN_S)
        return watched
      },
      async [Symbol.asyncDispose]() {
        await agent[Symbol.asyncDispose]()
      },
    }
  },
}

/** Ends the agent, waits for 0x to make its page, and reads the ticks of the time that was watched. */
async function finish(
  agent: OwnAgent,
  folder: string,
  fromS: number,
  toS: number,
): Promise<Watched> {
  await agent.process.stop(RENDER_MS_MAX)
  const own = join(folder, OUTPUT)
  const log = names(own).find((name) => name.endsWith('-v8.log.json'))
  if (log === undefined) {
    const words = printableLines(agent.process.stderrTail.trim()).split('\n').slice(-3).join('; ')
    throw new UserError(`0x left no ticks: ${words}`, {
      suggestion: '--backend inspector and --backend perf do without it.',
    })
  }
  const text = readFileSync(join(own, log), 'utf8')
  const profile = parseProfLog(text, { title: '', thread: THREAD, fromS, toS })
  return {
    profiles: [profile],
    raw: [],
    // Made out of the log, and larger.
    discard: names(own)
      .filter((name) => /\.(?:json|preprocess-ready)$/.test(name))
      .map((name) => join(own, name)),
    warnings: [ONE_THREAD],
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function versionOf0x(): string | undefined {
  try {
    const manifest = readFileSync(resolver.resolve('0x/package.json'), 'utf8')
    return (JSON.parse(manifest) as { version: string }).version
  } catch {
    return undefined
  }
}

/** 0x starts the agent, and nothing else before it. */
function childOf(pid: number): number {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    if (child !== undefined && child !== '') return Number(child)
    throw new Error('it has no child process')
  } catch (error) {
    throw new UserError(`0x did not start the agent: ${messageOf(error)}`, { cause: error })
  }
}

/** How long a process has been running; NaN when it is gone. */
function ageS(pid: number, ticksPerSecond: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const uptimeS = Number(readFileSync('/proc/uptime', 'utf8').split(' ', 1)[0])
    return uptimeS - Number(fields[19]) / ticksPerSecond
  } catch {
    return Number.NaN
  }
}
