/** `perf stat` attached to a process: which events are counted, and how. Nobody is stopped or slowed for it. */
import { attachCommand } from '../tools/attached-command.ts'
import { hasEvents } from '../tools/perf.ts'
import type { Attachment, AttachOptions } from '../tools/tool.ts'

/** Software events, which every machine has, then those that few virtual machines have. */
const EVENTS = [
  'task-clock',
  'context-switches',
  'cpu-migrations',
  'page-faults',
  'minor-faults',
  'major-faults',
  'cycles',
  'instructions',
  'branches',
  'branch-misses',
  'cache-references',
  'cache-misses',
]

/** Each thread takes a descriptor for every event, and there is a limit to those. */
export const THREADS_MAX = 64

/** Counts until it is stopped, and then writes `capturePath`: with every thread for itself, or all together. */
export function attachPerfStat(
  options: AttachOptions & { readonly isPerThread: boolean },
): Promise<Attachment> {
  const { pids, capturePath, isPerThread } = options
  return attachCommand(
    {
      file: 'perf',
      args: [
        'stat',
        ...['-x', ',', '-o', capturePath, '-e', EVENTS.join(',')],
        ...(isPerThread ? ['--per-thread'] : []),
        ...['-p', pids.join(',')],
      ],
      // Numbers with a decimal point, whatever the user reads.
      environment: { LC_ALL: 'C' },
      install: 'sudo apt-get install linux-perf',
      isWatching: hasEvents,
      suggestion: 'Be root, or: sudo sysctl kernel.perf_event_paranoid=1',
    },
    options,
  )
}
