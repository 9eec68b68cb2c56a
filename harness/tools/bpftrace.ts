/**
 * bpftrace: when each system call began and ended, and what datagrams it carried. The
 * kernel notes the times itself and nobody is stopped, so this tool tells how long something took.
 */
import { readFileSync } from 'node:fs'
import { installCommand } from '../doctor/tools.ts'
import { attachCommand } from './attached-command.ts'
import { bpftraceProgram, CAPTURE_MARK } from './bpftrace-program.ts'
import { runCommand } from './command.ts'
import { openDescriptors } from './open-descriptors.ts'
import { namesOfCalls } from './syscall-names.ts'
import type { Tool } from './tool.ts'
import { tracepointsMissing } from './tracepoints.ts'

const INSTALL = 'sudo apt-get install bpftrace'
/** From here on a program may ask for CLOCK_MONOTONIC; before, it gets CLOCK_BOOTTIME. */
const MONOTONIC_SINCE = [0, 19] as const
/** For what the maps hold at the end, on a busy machine. */
const PRINTING_MS_MAX = 20_000
/** How many calls a turn can hold, in the names of old and of new versions; more are counted, and lost. */
const CALLS_A_TURN = { BPFTRACE_MAP_KEYS_MAX: '65536', BPFTRACE_MAX_MAP_KEYS: '65536' }
export const bpftrace: Tool = {
  name: 'bpftrace',
  captureName: 'bpftrace.txt',

  async availability(machine) {
    const said = await machine.run('bpftrace', ['--version'])
    if (said === undefined) {
      const advice = installCommand(machine, 'bpftrace')
      return { ok: false, reason: 'bpftrace is not installed', advice }
    }
    if (!machine.isRoot) {
      return { ok: false, reason: 'bpftrace needs root', advice: 'Run this with sudo.' }
    }
    if (machine.read('/sys/kernel/btf/vmlinux') === undefined) {
      const advice = 'bpftrace needs a kernel built with CONFIG_DEBUG_INFO_BTF.'
      return { ok: false, reason: 'there is no /sys/kernel/btf/vmlinux', advice }
    }
    const missing = tracepointsMissing(machine)
    if (missing !== undefined) return missing
    return { ok: true, version: versionIn(said.text).join('.') }
  },

  async attach(options) {
    const { pids, calls, capturePath } = options
    const { stdout } = await runCommand('bpftrace', ['--version'], { install: INSTALL })
    const program = bpftraceProgram({
      pids,
      names: namesOfCalls(),
      wanted: calls,
      descriptors: await openDescriptors(pids),
      clock: clockOf(stdout),
    })
    return attachCommand(
      {
        file: 'bpftrace',
        args: ['-B', 'line', '-o', capturePath, '-e', program],
        environment: CALLS_A_TURN,
        install: INSTALL,
        // What a program prints is fetched only when all of its probes are attached.
        isWatching: () => readText(capturePath)?.includes(CAPTURE_MARK) ?? false,
        suggestion: 'swimbench doctor says what it needs.',
        detachMs: PRINTING_MS_MAX,
      },
      options,
    )
  },
}

function clockOf(version: string): 'monotonic' | 'boot' {
  const [major = 0, minor = 0] = versionIn(version)
  const [sinceMajor, sinceMinor] = MONOTONIC_SINCE
  const isNew = major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)
  return isNew ? 'monotonic' : 'boot'
}

function versionIn(text: string): number[] {
  return (/\d+(?:\.\d+)+/.exec(text)?.[0] ?? '0').split('.').map(Number)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
