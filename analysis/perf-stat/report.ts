/** What `perf stat` counted in a process, as capture records hold it. */
import { z } from 'zod'

const count = z.number().int().nonnegative()

/** One event over some time. */
const counter = z.object({
  /** As perf names it, without modifiers: `context-switches`. */
  event: z.string(),
  unit: z.enum(['count', 'ms']),
  /** Null where there is none, and `status` says why. */
  value: z.number().nonnegative().nullable(),
  /**
   * `not-supported`: the machine has no such counter. `not-counted`: what was to be counted never ran, or
   * every counter was taken. `not-permitted`: it happens in the kernel, which this user may not see.
   */
  status: z.enum(['counted', 'not-supported', 'not-counted', 'not-permitted']),
  /** Of user space only: this user may not see what the kernel does. */
  isUserOnly: z.boolean(),
  /** How much of the time it really was counted; what is below 1, perf scales up. */
  countedShare: z.number().min(0).max(1),
})

export const perfStatReport = z.object({
  /** Wall time that the counters cover. */
  wallS: z.number().nonnegative(),
  /** Of the whole process, its threads' children included. */
  counters: z.array(counter),
  /** Those that ran, the busiest first; empty where there were too many to count one by one. */
  threads: z.array(z.object({ tid: count, name: z.string(), counters: z.array(counter) })),
  threadsIdle: count,
  /** Probe cycles that ended meanwhile; null when nobody can tell. */
  cycles: count.nullable(),
  /** Lines of perf's output that were not understood. */
  unrecognized: z.object({ count, first: z.array(z.string()) }),
})

export type PerfCounter = z.infer<typeof counter>
export type PerfStatReport = z.infer<typeof perfStatReport>
export type PerfThread = PerfStatReport['threads'][number]
