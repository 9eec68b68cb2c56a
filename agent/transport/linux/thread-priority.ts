/**
 * What a thread may ask of the scheduler without any privilege so that it runs soon after it is woken:
 * exact timers, and that the other thread of its process stands back.
 */
import { PR_SET_TIMERSLACK, SYS_SCHED_SETATTR } from './constants.ts'
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
const [ATTR_NICE, ATTR_SLICE] = [16, 24]

/** `behind` is the id of the thread that has to stand back; undefined when there is none. */
export function askForPriority(
  libc: Libc,
  addressOf: (bytes: Uint8Array) => number,
  behind: number | undefined,
): void {
  // By default a sleep may be up to 50 µs longer than asked for (prctl(2)).
  libc.prctl(PR_SET_TIMERSLACK, 1)
  if (behind === undefined) return
  const attributes = new Memory(ATTR_BYTES, addressOf)
  attributes.setU32(0, ATTR_BYTES)
  attributes.setU32(ATTR_NICE, NICE)
  attributes.setPointer(ATTR_SLICE, SLICE_NS)
  libc.syscall(SYS_SCHED_SETATTR, behind, attributes.address, 0)
}
