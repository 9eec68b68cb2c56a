/**
 * perf as a profiler: samples of the stacks of any process, at a rate, and its context switches. The
 * kernel writes them into memory that perf reads, so the process is not stopped for it.
 */
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import type { Machine } from '../doctor/finding.ts'
import { installCommand } from '../doctor/tools.ts'
import { attachCommand } from './attached-command.ts'
import { type RunningCommand, startCommand } from './command.ts'
import type { Attachment, AttachOptions, Availability } from './tool.ts'

const INSTALL = 'sudo apt-get install linux-perf'
/** At this level users may only sample their own processes, and not in the kernel; above, nothing on Debian. */
const USER_SPACE_ONLY = 2
const TRACEPOINTS = ['/sys/kernel/tracing/events', '/sys/kernel/debug/tracing/events']
/** Nothing is to be fetched from the net. */
const OFFLINE = { DEBUGINFOD_URLS: '' }

export async function perfAvailability(machine: Machine): Promise<Availability> {
  const said = await machine.run('perf', ['--version'])
  if (said === undefined || said.code !== 0) {
    const advice = installCommand(machine, 'linux-perf')
    return { ok: false, reason: 'perf is not installed, or not for this kernel', advice }
  }
  const level = paranoia(machine)
  if (!machine.isRoot && level > USER_SPACE_ONLY) {
    return {
      ok: false,
      reason: `perf may not be used here: kernel.perf_event_paranoid is ${level}`,
      advice: 'Be root, or: sudo sysctl kernel.perf_event_paranoid=1',
    }
  }
  return { ok: true, version: /\d+(?:\.\d+)+/.exec(said.text)?.[0] ?? 'unknown' }
}

/** Whether samples may say what the kernel does. */
export function perfSeesKernel(machine: Machine): boolean {
  return machine.isRoot || paranoia(machine) < USER_SPACE_ONLY
}

/** Whether it may watch context switches. */
export function perfSeesSwitches(machine: Machine): boolean {
  return TRACEPOINTS.some((folder) => machine.read(`${folder}/sched/sched_switch/id`) !== undefined)
}

export type PerfRecordOptions = AttachOptions & {
  readonly frequencyHz: number
  /** Context switches too, each with its stack. */
  readonly isOffCpu: boolean
}

/** Samples all threads of the processes, also those that start later. */
export function attachPerfRecord(options: PerfRecordOptions): Promise<Attachment> {
  const { pids, capturePath, frequencyHz, isOffCpu } = options
  const switches = isOffCpu ? ['-e', 'sched:sched_switch', '--switch-events'] : []
  return attachCommand(
    {
      file: 'perf',
      args: [
        'record',
        // Neither looks for build ids nor fills a cache in the home folder.
        ...['--no-buildid', '--no-buildid-cache'],
        // By frame pointers: V8's code has them and no other marks to go by.
        ...['--call-graph', 'fp'],
        // The clock and not the cycles: many virtual machines count none, and a sample is so much time.
        ...['-e', `cpu-clock/freq=${frequencyHz}/`, ...switches],
        ...['-p', pids.join(','), '-o', capturePath],
      ],
      environment: OFFLINE,
      install: INSTALL,
      isWatching: (perf) =>
        hasEvents(perf) && existsSync(capturePath) && statSync(capturePath).size > 0,
      suggestion:
        'Be root, or: sudo sysctl kernel.perf_event_paranoid=1; a rate too high is refused: --frequency 97',
    },
    options,
  )
}

/** Prints what `perf record` wrote, with names for its addresses, in the form that PerfScriptParser reads. */
export function startPerfScript(capturePath: string): Promise<RunningCommand> {
  const args = [
    'script',
    // Maps of compiled code belong to the user of the process that wrote them, who may not be this one.
    ...['--force', '--input', capturePath],
    ...['--fields', 'comm,tid,time,event,period,ip,sym,dso,trace'],
    ...['--no-inline', '--show-switch-events', '--show-lost-events'],
  ]
  return startCommand('perf', args, { bound: true, install: INSTALL, environment: OFFLINE })
}

function paranoia(machine: Machine): number {
  return Number(machine.read('/proc/sys/kernel/perf_event_paranoid') ?? 0)
}

/** Whether perf has opened its events: they count from then on. */
export function hasEvents(pid: number): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((name) =>
      readlinkSync(`${folder}/${name}`).includes('perf_event'),
    )
  } catch {
    // perf is gone, or has just closed what was looked at.
    return false
  }
}
