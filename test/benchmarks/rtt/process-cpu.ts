/** CPU time of processes and of their main threads, to the nanosecond, and the memory they share fairly. */
import { readdirSync, readFileSync } from 'node:fs'

export type CpuReading = {
  readonly atNs: number
  /** Of all threads. */
  readonly processNs: number
  readonly mainThreadNs: number
}

/** Undefined when the process is gone, or the kernel does not count (no CONFIG_SCHED_INFO). */
export function readCpu(pid: number): CpuReading | undefined {
  try {
    const atNs = Number(process.hrtime.bigint())
    const threads = readdirSync(`/proc/${pid}/task`).map((tid) => ({
      tid: Number(tid),
      cpuNs: Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0]),
    }))
    const processNs = threads.reduce((sum, { cpuNs }) => sum + cpuNs, 0)
    return { atNs, processNs, mainThreadNs: threads.find(({ tid }) => tid === pid)?.cpuNs ?? 0 }
  } catch {
    return undefined
  }
}

/** Each page counted once, whoever maps it. */
export function proportionalBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Children of this process whose command line has `word` in it. */
export function childrenWith(word: string): number[] {
  return readdirSync('/proc/self/task').flatMap((tid) => {
    const children = textOf(`/proc/self/task/${tid}/children`).trim()
    const pids = children === '' ? [] : children.split(' ').map(Number)
    return pids.filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(word))
  })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
