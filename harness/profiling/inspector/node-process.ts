/**
 * Whether a running process is Node and can be asked for its inspector: SIGUSR1 ends whatever is not,
 * so that is made sure of before. All of it from /proc.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { printable } from '../../../analysis/index.ts'
import { UserError } from '../../errors.ts'
import { executableOf, isNode } from '../node-executable.ts'

export type NodeProcess = {
  /** Where its inspector listens when it is open, as far as its command line tells. */
  readonly inspectorPort: number
  /** A signal opens the inspector, and ends nothing. */
  readonly opensOnSignal: boolean
}

const DEFAULT_PORT = 9229
const PORT_OPTION = /^--inspect(?:-brk|-wait|-port)?=(?:.*:)?(\d+)$/
const NODE_OPTIONS = 'NODE_OPTIONS='
/** SIGUSR1 is the tenth signal. */
const SIGUSR1_BIT = 1n << 9n
const USE_PERF = '--backend perf can watch any process.'

/** Throws a `UserError` for a process that the inspector backend must not touch. */
export function requireNode(pid: number): NodeProcess {
  const executable = executableOf(pid)
  if (executable === undefined) {
    throw new UserError(`process ${pid} has ended, or may not be looked into`, {
      suggestion: 'Run this as the same user or as root (sudo).',
    })
  }
  if (!isNode(pid)) {
    throw new UserError(`process ${pid} is not Node.js: it runs ${printable(executable)}`, {
      suggestion: USE_PERF,
    })
  }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  if (/^State:\s+[Tt]/m.test(status)) {
    throw new UserError(`process ${pid} is stopped and cannot answer`, {
      suggestion: `Let it go on first: kill -CONT ${pid}`,
    })
  }
  if (readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net')) {
    throw new UserError(`the inspector of process ${pid} opens in another network namespace`, {
      suggestion: `Run this in the same one (nsenter --net --target ${pid}), or: ${USE_PERF}`,
    })
  }
  const caught = BigInt(`0x${/^SigCgt:\s+([\da-f]+)/m.exec(status)?.[1] ?? '0'}`)
  return {
    inspectorPort: portAmong(argumentsOf(pid)),
    opensOnSignal: (caught & SIGUSR1_BIT) !== 0n,
  }
}

function argumentsOf(pid: number): string[] {
  const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  const given = environment.find((one) => one.startsWith(NODE_OPTIONS))?.slice(NODE_OPTIONS.length)
  return [...(given ?? '').split(/\s+/), ...argv]
}

function portAmong(options: readonly string[]): number {
  const port = options.map((option) => PORT_OPTION.exec(option)?.[1]).findLast(Boolean)
  return port === undefined ? DEFAULT_PORT : Number(port)
}
