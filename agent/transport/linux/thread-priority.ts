/**
 * What a thread may ask of the scheduler without any privilege so that it runs soon after it is woken:
 * exact timers, a short slice, and that the other thread of its process stands back. Where the
 * kernel does not know a wish, nothing happens.
 */
import { arch } from 'node:os'
import { PR_SET_TIMERSLACK, PRIO_PROCESS } from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

/** sched_setattr(2), for which libc has no function. */
const SCHED_SETATTR = arch() === 'x64' ? 314 : 274
const ATTRIBUTES_BYTES = 48
const RUNTIME_AT = 24
/** Linux 6.12 and later let a thread that is woken go before one with a longer slice. */
const SLICE_NS = 100_000
/** At this one the other thread still gets a tenth of a busy core. */
const NICE = 10

/** `behind` is the id of the thread that has to stand back; undefined when there is none. */
export function askForPriority(
  libc: Libc,
  addressOf: (bytes: Uint8Array) => number,
  behind: number | undefined,
): void {
  // By default a sleep may be up to 50 µs longer than asked for (prctl(2)).
  libc.prctl(PR_SET_TIMERSLACK, 1)
  const attributes = new Memory(ATTRIBUTES_BYTES, addressOf)
  attributes.setU32(0, ATTRIBUTES_BYTES)
  attributes.setU32(RUNTIME_AT, SLICE_NS)
  libc.syscall(SCHED_SETATTR, 0, attributes.address, 0)
  if (behind !== undefined) libc.setpriority(PRIO_PROCESS, behind, NICE)
}
