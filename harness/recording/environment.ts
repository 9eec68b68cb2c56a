/**
 * What a run was measured on: machine, kernel, runtime, tools, commit. Quick, and never in the way:
 * what cannot be found out is null.
 */
import { existsSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import * as os from 'node:os'
import { dirname } from 'node:path'
import type { Environment, RunRecord } from '../../analysis/index.ts'
import { runCommand } from '../tools/command.ts'

const TIMEOUT_MS = 3000

/** Tools whose version belongs to a result, and how they tell it. */
const VERSION_ARGS = {
  strace: ['--version'],
  perf: ['--version'],
  bpftrace: ['--version'],
} as const

export async function readEnvironment(): Promise<Environment> {
  const [tools, virtualization] = await Promise.all([readToolVersions(), readVirtualization()])
  return {
    host: os.hostname(),
    platform: os.platform(),
    kernel: os.release(),
    arch: os.arch(),
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    governor: readLine('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    clockSource: readLine('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    virtualization,
    loadAverage1m: os.loadavg()[0] ?? 0,
    node: process.versions.node,
    v8: process.versions.v8,
    swimbench: swimbenchVersion(),
    tools,
  }
}

/** The commit that is measured; null outside of a checkout or without git. */
export async function readCommit(): Promise<RunRecord['commit']> {
  const root = packageRoot()
  if (root === undefined || !existsSync(`${root}/.git`)) return null
  const git = async (...args: string[]) => {
    const said = await say('git', ['-C', root, ...args])
    return said === null || said.code !== 0 ? null : said.text
  }
  const [sha, changes, ref] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
    git('symbolic-ref', '--short', '-q', 'HEAD'),
  ])
  if (sha === null || sha === '') return null
  return { sha, dirty: changes !== '', ref: ref === '' ? null : ref }
}

function packageRoot(): string | undefined {
  const manifest = findPackageJSON(import.meta.url)
  return manifest === undefined ? undefined : dirname(manifest)
}

function swimbenchVersion(): string {
  const manifest = findPackageJSON(import.meta.url)
  if (manifest === undefined) return 'unknown'
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version ?? 'unknown'
}

async function readToolVersions(): Promise<Record<string, string | null>> {
  const entries = Object.entries(VERSION_ARGS).map(async ([tool, args]) => {
    const said = await say(tool, args)
    return [tool, said === null ? null : (/\d+(\.\d+)+/.exec(said.text)?.[0] ?? null)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function readVirtualization(): Promise<string | null> {
  const said = await say('systemd-detect-virt', [])
  return said === null || said.text === '' ? null : said.text
}

/** What a program says; null when it is not there or takes too long. */
async function say(
  file: string,
  args: readonly string[],
): Promise<{ readonly text: string; readonly code: number | undefined } | null> {
  try {
    const { stdout, exit, cutShort } = await runCommand(file, args, { timeoutMs: TIMEOUT_MS })
    return cutShort ? null : { text: stdout.trim(), code: exit.code }
  } catch {
    return null
  }
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
