/**
 * perf as a tracer: when each system call began and ended. The kernel writes them into memory that perf
 * empties now and then, and `perf trace` spells them out when it is over: reading along, it would wake up
 * for every call. It knows neither addresses nor bytes of datagrams, and microseconds at best.
 */
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { printableLines } from '../../analysis/index.ts'
import { openCapture, temporaryFolder } from '../recording/store.ts'
import { attachCommand } from './attached-command.ts'
import type { CallFilter } from './call-filter.ts'
import { runCommand } from './command.ts'
import { type OpenDescriptor, openDescriptors } from './open-descriptors.ts'
import { hasEvents, perfAvailability } from './perf.ts'
import { namesOfCalls } from './syscall-names.ts'
import type { Attachment, Tool, WatchOptions } from './tool.ts'
import { tracepointsMissing } from './tracepoints.ts'

const INSTALL = 'sudo apt-get install linux-perf'
/** What perf wrote itself, beside the capture. */
const DATA_NAME = 'perf.data'
/** In pages, for each CPU: what it does not fetch in time is lost. */
const BUFFER_PAGES = 2048
const SPELLING_MS_MAX = 300_000

export const perfTrace: Tool = {
  name: 'perf',
  captureName: 'perf-trace.txt',

  async availability(machine) {
    const available = await perfAvailability(machine)
    if (!available.ok) return available
    if (!machine.isRoot) {
      return {
        ok: false,
        reason: 'perf needs root to see system calls',
        advice: 'Run this with sudo.',
      }
    }
    return tracepointsMissing(machine) ?? available
  },

  async attach(options) {
    const { pids, calls, capturePath } = options
    const dataPath = join(dirname(capturePath), DATA_NAME)
    const descriptors = await openDescriptors(pids)
    const recording = await attachCommand(
      {
        file: 'perf',
        args: [
          ...['record', '--no-buildid', '--no-buildid-cache', '-R', '-c', '1'],
          ...['-m', String(BUFFER_PAGES), '-k', 'CLOCK_MONOTONIC'],
          ...['sys_enter', 'sys_exit'].flatMap((event) => [
            ...['-e', `raw_syscalls:${event}`],
            ...only(calls),
          ]),
          ...['-p', pids.join(','), '-o', dataPath],
        ],
        install: INSTALL,
        isWatching: (perf) => hasEvents(perf) && isPolling(perf),
        suggestion: 'Be root, and have tracefs: mount -t tracefs nodev /sys/kernel/tracing',
      },
      options,
    )
    return new PerfAttachment(recording, dataPath, options, descriptors)
  },
}

/** Filtered in the kernel, by number. */
function only(calls: CallFilter): string[] {
  if (calls === undefined) return []
  const numbers = [...namesOfCalls()].flatMap(([number, name]) => (calls.has(name) ? [number] : []))
  return ['--filter', numbers.map((number) => `id==${number}`).join('||')]
}

/** It opens its events first, then looks for long at who is there, and switches them on right before it waits. */
function isPolling(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/wchan`, 'utf8').includes('poll')
  } catch {
    return false
  }
}

class PerfAttachment implements Attachment {
  readonly pid: number
  readonly #recording: Attachment
  readonly #dataPath: string
  readonly #capturePath: string
  readonly #descriptors: readonly OpenDescriptor[]
  #stopped: Promise<readonly string[]> | undefined

  constructor(
    recording: Attachment,
    dataPath: string,
    { capturePath }: WatchOptions,
    descriptors: readonly OpenDescriptor[],
  ) {
    this.pid = recording.pid
    this.#recording = recording
    this.#dataPath = dataPath
    this.#capturePath = capturePath
    this.#descriptors = descriptors
  }

  stop(): Promise<readonly string[]> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #stop(): Promise<readonly string[]> {
    const problems = await this.#recording.stop()
    await using folder = await temporaryFolder()
    const spelt = join(folder.path, 'calls.txt')
    const args = ['trace', '--force', '-T', '-i', this.#dataPath, '-o', spelt]
    const limits = { install: INSTALL, timeoutMs: SPELLING_MS_MAX }
    const { exit, stderr, cutShort } = await runCommand('perf', args, limits)
    if (exit.code !== 0) {
      const why = cutShort ? 'it took too long' : printableLines(stderr.trim())
      return [...problems, `perf trace could not read ${this.#dataPath}: ${why}`]
    }
    await this.#write(spelt)
    return problems
  }

  /** The capture says first what descriptors stand for. */
  async #write(spelt: string): Promise<void> {
    const [traces, name] = [dirname(this.#capturePath), basename(this.#capturePath)]
    await using capture = openCapture({ traces }, name)
    await capture.append('# swimbench perf-trace 1 clock=monotonic')
    for (const { pid, fd, what } of this.#descriptors) {
      await capture.append(`# fd ${pid} ${fd} ${printableLines(what).replaceAll('\n', ' ')}`)
    }
    await using file = await open(spelt)
    for await (const line of file.readLines()) await capture.append(line)
  }
}
