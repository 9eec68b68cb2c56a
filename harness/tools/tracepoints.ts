/** Whether the kernel's tracepoints of system calls can be had, which bpftrace and perf need. */
import type { Machine } from '../doctor/finding.ts'
import type { Availability } from './tool.ts'

/** The second is where older kernels keep them. */
const FOLDERS = [
  '/sys/kernel/tracing/events/raw_syscalls',
  '/sys/kernel/debug/tracing/events/raw_syscalls',
]

/** Why not; undefined when they can. */
export function tracepointsMissing(
  machine: Machine,
): Extract<Availability, { ok: false }> | undefined {
  if (FOLDERS.some((folder) => machine.read(`${folder}/sys_enter/id`) !== undefined))
    return undefined
  return {
    ok: false,
    reason: 'there are no tracepoints of system calls in /sys/kernel/tracing',
    advice: 'mount -t tracefs nodev /sys/kernel/tracing',
  }
}
