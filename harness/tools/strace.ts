/**
 * strace: system calls with their arguments. It stops
 * the traced thread twice per call, so it tells what happened and not how long that usually takes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { installCommand } from '../doctor/tools.ts'
import { attachCommand } from './attached-command.ts'
import type { CallFilter } from './call-filter.ts'
import type { Tool } from './tool.ts'

/** Has every option below. */
const VERSION_MIN = [5, 10] as const

const ARGS = [
  // All threads and children, also those that are started later.
  '-f',
  // As -ttt and -T: when each call began, in seconds of CLOCK_REALTIME, and how long it took.
  '--absolute-timestamps=unix,ns',
  '--syscall-times=ns',
  // Datagrams that are no text come in hexadecimal, byte by byte, and whole; addresses stay readable.
  '-x',
  ...['-s', '1500'],
  // Which socket: agents that share a process are told apart by it.
  ...['-e', 'decode-fds=path,socket'],
]

export const strace: Tool = {
  name: 'strace',
  captureName: 'strace.txt',

  async availability(machine) {
    const said = await machine.run('strace', ['--version'])
    const install = installCommand(machine, 'strace')
    if (said === undefined) return { ok: false, reason: 'strace is not installed', advice: install }
    const version = /\d+(?:\.\d+)+/.exec(said.text)?.[0] ?? '0'
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1])) {
      const reason = `strace ${version} is older than ${VERSION_MIN.join('.')}`
      return { ok: false, reason, advice: 'Install a newer one.' }
    }
    // Agents are started by us and not by strace, so the scope of children does not cover them.
    const scope = Number(machine.read('/proc/sys/kernel/yama/ptrace_scope') ?? 0)
    if (scope >= 3 || (scope > 0 && !machine.isRoot)) {
      const reason = `strace may not attach: kernel.yama.ptrace_scope is ${scope}`
      return { ok: false, reason, advice: scopeAdvice(scope) }
    }
    return { ok: true, version }
  },

  attach(options) {
    const { pids, calls, capturePath } = options
    const whom = pids.flatMap((pid) => ['-p', String(pid)])
    return attachCommand(
      {
        file: 'strace',
        args: [...ARGS, ...only(calls), '-o', capturePath, ...whom],
        install: 'sudo apt-get install strace',
        isWatching: (tracer) => pids.every((pid) => isTraced(pid, tracer)),
        suggestion:
          'Be root; in a container, start it with --cap-add SYS_PTRACE. A process has one tracer at most: no debugger may be attached.',
      },
      options,
    )
  },
}

/**
 * `?` lets a name pass that this architecture, or this strace, does not know. A filter saves decoding and
 * writing; the stops it does not save: they are only filtered for a process that strace starts.
 */
function only(calls: CallFilter): string[] {
  return calls === undefined
    ? []
    : ['-e', `trace=${[...calls].map((name) => `?${name}`).join(',')}`]
}

function scopeAdvice(scope: number): string {
  return scope >= 3
    ? 'Only a reboot lifts level 3.'
    : 'Be root, or: sudo sysctl kernel.yama.ptrace_scope=0'
}

/** Whether `tracer` traces every thread of the process. Those that are gone keep nobody waiting. */
function isTraced(pid: number, tracer: number): boolean {
  const traced = new RegExp(`^TracerPid:\\s+${tracer}$`, 'm')
  const tasks = `/proc/${pid}/task`
  return unlessGone([], () => readdirSync(tasks)).every((tid) =>
    unlessGone(true, () => traced.test(readFileSync(`${tasks}/${tid}/status`, 'utf8'))),
  )
}

function unlessGone<T>(otherwise: T, read: () => T): T {
  try {
    return read()
  } catch {
    return otherwise
  }
}
