/** What the kernel lets be traced and opened. */
import { type Check, finding, type Machine } from './finding.ts'

const OPEN_FILES_MIN = 4096

export const KERNEL_CHECKS: readonly Check[] = [
  typeInformation,
  tracepoints,
  perfParanoia,
  ptraceScope,
  openFiles,
]

function typeInformation(machine: Machine) {
  // The file is binary and large; its neighbour's listing would do, but reading one byte is the same.
  return machine.read('/sys/kernel/btf/vmlinux') === undefined
    ? finding(
        'BTF',
        'missing',
        'no /sys/kernel/btf/vmlinux',
        'bpftrace needs a kernel built with CONFIG_DEBUG_INFO_BTF.',
      )
    : finding('BTF', 'ok', 'kernel type information')
}

/** Only root may look, and only root can use them. */
function tracepoints(machine: Machine) {
  if (!machine.isRoot) return finding('tracepoints', 'ok', 'only root can see them')
  return machine.read('/sys/kernel/tracing/events/syscalls/sys_enter_sendto/id') === undefined
    ? finding(
        'tracepoints',
        'missing',
        'none of system calls; bpftrace needs them',
        'mount -t tracefs nodev /sys/kernel/tracing',
      )
    : finding('tracepoints', 'ok', 'of system calls')
}

function perfParanoia(machine: Machine) {
  const text = machine.read('/proc/sys/kernel/perf_event_paranoid')
  if (text === undefined) return finding('perf_event_paranoid', 'ok', 'not restricted')
  const level = Number(text)
  if (level <= 1) return finding('perf_event_paranoid', 'ok', text)
  if (machine.isRoot) return finding('perf_event_paranoid', 'ok', `${text}, but this is root`)
  return finding(
    'perf_event_paranoid',
    'warn',
    `${text}: perf sees no kernel`,
    'sudo sysctl kernel.perf_event_paranoid=1',
  )
}

function ptraceScope(machine: Machine) {
  const text = machine.read('/proc/sys/kernel/yama/ptrace_scope')
  if (text === undefined) return finding('ptrace_scope', 'ok', 'not restricted')
  const level = Number(text)
  if (level === 0 || (machine.isRoot && level < 3)) return finding('ptrace_scope', 'ok', text)
  // Agents are no children of strace, so level 1 keeps it from them too.
  return finding(
    'ptrace_scope',
    'warn',
    `${text}: strace may not attach`,
    level === 3 ? 'Only a reboot lifts level 3.' : 'sudo sysctl kernel.yama.ptrace_scope=0',
  )
}

function openFiles(machine: Machine) {
  const limits = machine.read('/proc/self/limits') ?? ''
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? []
  if (soft === undefined) return finding('open files', 'ok', 'limit unknown')
  if (soft === 'unlimited' || Number(soft) >= OPEN_FILES_MIN)
    return finding('open files', 'ok', soft)
  return finding(
    'open files',
    'warn',
    `${soft}: too few for hundreds of agents`,
    `ulimit -n ${hard === 'unlimited' ? OPEN_FILES_MIN : hard}`,
  )
}
