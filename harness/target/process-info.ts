/** What /proc says about processes. All of it may be gone the next moment, and then is undefined or empty. */
import { readdirSync, readFileSync } from 'node:fs'

export type ProcessInfo = {
  /** Of the process, also when asked about one of its threads. */
  readonly pid: number
  readonly uid: number
  /** It has ended, and only its parent does not know yet. */
  readonly isZombie: boolean
  /** When it started, in clock ticks since boot: tells a process from a later one of the same pid. */
  readonly startTicks: number
}

export function readProcess(pid: number): ProcessInfo | undefined {
  const status = readText(`/proc/${pid}/status`)
  const owner = Number(/^Tgid:\s+(\d+)$/m.exec(status)?.[1])
  const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
  const stat = readText(`/proc/${owner}/stat`)
  // The command name may hold anything, spaces and parentheses too; the fields follow its last one.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const startTicks = Number(fields[18])
  if (Number.isNaN(owner) || !Number.isFinite(startTicks) || stat === '') return undefined
  return { pid: owner, uid, isZombie: 'ZXx'.includes(state), startTicks }
}

export function readThreads(
  pid: number,
): readonly { readonly tid: number; readonly name: string }[] {
  return namesIn(`/proc/${pid}/task`).map((name) => {
    return { tid: Number(name), name: readText(`/proc/${pid}/task/${name}/comm`).trimEnd() }
  })
}

/** Its children and theirs, as they are now. */
export function descendantsOf(pid: number): ProcessInfo[] {
  return readThreads(pid).flatMap(({ tid }) => {
    const children = readText(`/proc/${pid}/task/${tid}/children`).trim().split(' ')
    return children.flatMap((child) => {
      const info = child === '' ? undefined : readProcess(Number(child))
      return info === undefined ? [] : [info, ...descendantsOf(info.pid)]
    })
  })
}

/** That very process, and none that has got its id since. */
export function killProcess(
  { pid, startTicks }: ProcessInfo,
  signal: NodeJS.Signals = 'SIGKILL',
): void {
  if (readProcess(pid)?.startTicks !== startTicks) return
  try {
    process.kill(pid, signal)
  } catch {
    // Gone since it was looked at.
  }
}

/** Whether this user may look into the process, as tools need to that attach to it. */
export function isOpenToUs(pid: number): boolean {
  try {
    readdirSync(`/proc/${pid}/fd`)
    return true
  } catch {
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
