/**
 * What a thread asks of the scheduler so that it runs soon after it is woken: exact timers, that the other
 * thread of its process stands back, and, where the user wants it and may, real-time priority.
 */
import {
  errorName,
  PR_SET_TIMERSLACK,
  SCHED_FIFO,
  SCHED_FLAG_RESET_ON_FORK,
  SYS_SCHED_SETATTR,
} from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

/** At this one the other thread still gets a tenth of a busy core. */
const NICE = 10
/**
 * How long the other thread would like to run at a time; the most there is. Since Linux 6.12 whoever wants
 * less need not wait until it has had its turn; kernels before that ignore it.
 */
const SLICE_NS = 100_000_000
/** struct sched_attr in its first version; see sched_setattr(2). */
const ATTR_BYTES = 48
const [ATTR_POLICY, ATTR_FLAGS, ATTR_NICE, ATTR_PRIORITY, ATTR_SLICE] = [4, 8, 16, 20, 24]
/** The lowest of the real-time ones (sched(7)): above every ordinary thread, below what others chose to put there. */
const REALTIME_PRIORITY = 1
const THIS_THREAD = 0
const REALTIME_ADVICE =
  'run as root, grant CAP_SYS_NICE, or raise the limit (ulimit -r 1, LimitRTPRIO=1 of a systemd unit)'

export type Priority = {
  /** The id of the thread that has to stand back; undefined when there is none. */
  readonly behind: number | undefined
  /** SCHED_FIFO for this thread. */
  readonly isRealtime: boolean
}

export const ORDINARY: Priority = { behind: undefined, isRealtime: false }

/** Why real-time priority cannot be had, when it is wanted; undefined when all is well. */
export function askForPriority(
  libc: Libc,
  addressOf: (bytes: Uint8Array) => number,
  { behind, isRealtime }: Priority,
): string | undefined {
  // By default a sleep may be up to 50 µs longer than asked for (prctl(2)).
  libc.prctl(PR_SET_TIMERSLACK, 1)
  const attributes = new Memory(ATTR_BYTES, addressOf)
  attributes.setU32(0, ATTR_BYTES)
  if (behind !== undefined) {
    attributes.setU32(ATTR_NICE, NICE)
    attributes.setPointer(ATTR_SLICE, SLICE_NS)
    libc.syscall(SYS_SCHED_SETATTR, behind, attributes.address, 0)
  }
  if (!isRealtime) return undefined
  attributes.setU32(ATTR_POLICY, SCHED_FIFO)
  attributes.setU32(ATTR_FLAGS, SCHED_FLAG_RESET_ON_FORK)
  attributes.setU32(ATTR_NICE, 0)
  attributes.setU32(ATTR_PRIORITY, REALTIME_PRIORITY)
  attributes.setPointer(ATTR_SLICE, 0)
  if (libc.syscall(SYS_SCHED_SETATTR, THIS_THREAD, attributes.address, 0) === 0) return undefined
  return `SCHED_FIFO ${errorName(libc.errno())}: ${REALTIME_ADVICE}`
}
