/**
 * What a thread may ask of the scheduler without any privilege so that it runs soon after it is woken:
 * exact timers, and that the other thread of its process stands back.
 */
import { PR_SET_TIMERSLACK, PRIO_PROCESS } from './constants.ts'
import type { Libc } from './libc.ts'

/** At this one the other thread still gets a tenth of a busy core. */
const NICE = 10

/** `behind` is the id of the thread that has to stand back; undefined when there is none. */
export function askForPriority(libc: Libc, behind: number | undefined): void {
  // By default a sleep may be up to 50 µs longer than asked for (prctl(2)).
  libc.prctl(PR_SET_TIMERSLACK, 1)
  if (behind !== undefined) libc.setpriority(PRIO_PROCESS, behind, NICE)
}
