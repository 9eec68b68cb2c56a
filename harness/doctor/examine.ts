/** Examines this machine: every check once, in the order a reader wants the answers. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import { ToolUnavailableError } from '../errors.ts'
import { runCommand } from '../tools/command.ts'
import { findPackage } from '../tools/npm-package.ts'
import type { Check, Finding, Machine } from './finding.ts'
import { HOST_CHECKS } from './host.ts'
import { KERNEL_CHECKS } from './kernel.ts'
import { TOOL_CHECKS } from './tools.ts'

const RUN_TIMEOUT_MS = 10_000
const READ_BYTES_MAX = 64 * 1024

const CHECKS: readonly Check[] = [...HOST_CHECKS, ...TOOL_CHECKS, ...KERNEL_CHECKS]

export async function examine(machine: Machine = thisMachine()): Promise<Finding[]> {
  return Promise.all(CHECKS.map((check) => check(machine)))
}

/** Whether a run can be made at all. */
export function canRun(findings: readonly Finding[]): boolean {
  return findings.every((one) => !one.required || one.status !== 'missing')
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(read('/proc/meminfo') ?? '')?.[1]
  return {
    nodeVersion: process.version,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    memoryAvailableBytes: available === undefined ? freemem() : Number(available) * 1024,
    loadAverage1m: loadavg()[0] ?? 0,
    isRoot: process.getuid?.() === 0,
    read,
    packageVersion: (name) => findPackage(name)?.version,
    async run(program, args) {
      try {
        const { exit, stdout, stderr } = await runCommand(program, args, {
          timeoutMs: RUN_TIMEOUT_MS,
        })
        return { code: exit.code ?? 1, text: stdout + stderr }
      } catch (error) {
        if (error instanceof ToolUnavailableError) return undefined
        throw error
      }
    },
  }
}

/** The beginning of a file: some in /sys are megabytes long, and those in /proc have no size. */
function read(path: string): string | undefined {
  try {
    if (path.startsWith('/proc')) return readFileSync(path, 'utf8').trimEnd()
    const descriptor = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(READ_BYTES_MAX)
      return buffer.toString('utf8', 0, readSync(descriptor, buffer)).trimEnd()
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}
