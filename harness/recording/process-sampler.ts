/**
 * CPU time and memory of the agents' processes, from /proc: read at the borders of the measured part
 * and about once a second between, which costs some ten microseconds a process.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { runCommand } from '../tools/command.ts'

export type ProcessUsage = {
  /** CPU time within the wall time that was observed. */
  readonly cpuS: number
  readonly wallS: number
  /** The highest that was seen. */
  readonly rssBytes: number
}

type Samples = {
  firstCpuS: number
  firstAtNs: number
  lastCpuS: number
  lastAtNs: number
  rssBytesMax: number
}

const INTERVAL_MS = 1000
const TICKS_PER_SECOND_USUALLY = 100

export class ProcessSampler {
  #pids: () => readonly number[]
  #ticksPerSecond: number
  #samples = new Map<number, Samples>()
  #timer: NodeJS.Timeout | undefined

  /** `pids` says whom to look at, each time. */
  constructor(pids: () => readonly number[], ticksPerSecond: number) {
    this.#pids = pids
    this.#ticksPerSecond = ticksPerSecond
  }

  start(): void {
    this.#look(true)
    this.#timer = setInterval(() => this.#look(false), INTERVAL_MS)
  }

  stop(): void {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#look(true)
  }

  usageOf(pid: number): ProcessUsage | undefined {
    const seen = this.#samples.get(pid)
    if (seen === undefined) return undefined
    return {
      cpuS: seen.lastCpuS - seen.firstCpuS,
      wallS: (seen.lastAtNs - seen.firstAtNs) / 1e9,
      rssBytes: seen.rssBytesMax,
    }
  }

  /** The borders are what CPU time is taken from: there it is worth reading every thread. */
  #look(isBorder: boolean): void {
    for (const pid of this.#pids()) {
      const read = readProcess(pid, this.#ticksPerSecond, isBorder)
      if (read === undefined) continue
      const atNs = Number(process.hrtime.bigint())
      const seen = this.#samples.get(pid)
      if (seen === undefined) {
        this.#samples.set(pid, {
          firstCpuS: read.cpuS,
          firstAtNs: atNs,
          lastCpuS: read.cpuS,
          lastAtNs: atNs,
          rssBytesMax: read.rssBytes,
        })
      } else {
        seen.lastCpuS = read.cpuS
        seen.lastAtNs = atNs
        seen.rssBytesMax = Math.max(seen.rssBytesMax, read.rssBytes)
      }
    }
  }
}

/** How many ticks a second the kernel counts CPU time in. */
export async function readTicksPerSecond(): Promise<number> {
  try {
    const { stdout } = await runCommand('getconf', ['CLK_TCK'], { timeoutMs: 2000 })
    return Number(stdout.trim()) || TICKS_PER_SECOND_USUALLY
  } catch {
    return TICKS_PER_SECOND_USUALLY
  }
}

/** Undefined when the process is gone, or there is no /proc. */
function readProcess(
  pid: number,
  ticksPerSecond: number,
  isExact: boolean,
): { readonly cpuS: number; readonly rssBytes: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may hold anything, spaces and parentheses too; the fields follow its last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // Both fall short of the truth: whole ticks by up to two of them, threads by those that have ended.
    const cpuS = Math.max(ticks / ticksPerSecond, isExact ? threadsCpuS(pid) : 0)
    return { cpuS, rssBytes: Number(kibibytes ?? 0) * 1024 }
  } catch {
    return undefined
  }
}

/** To the nanosecond, of the threads that there are; zero where the kernel does not keep it. */
function threadsCpuS(pid: number): number {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).reduce((sumS, tid) => {
    try {
      return sumS + Number(readFileSync(`${tasks}/${tid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e9
    } catch {
      return sumS
    }
  }, 0)
}
