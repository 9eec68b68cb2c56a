/**
 * Which frames wait for something to do, by what a sample means: an idle thread is no news, and left
 * in, it would leave no room for the rest. A thread that waits for a lock or a disk is not idle.
 */
import { KERNEL_FILE, type Place } from './layers.ts'
import type { ProfileKind } from './profile.ts'

const IDLE = '(idle)'
/** Where the protocol thread waits in libc: to V8's inspector it looks as if JavaScript ran. */
const OWN_WAIT = /^agent\/transport\/linux\/epoll\.[jt]s$/
const KERNEL_WAIT =
  /^(?:do_epoll_wait|ep_poll|do_sys_poll|do_poll|do_select|core_sys_select|do_nanosleep|hrtimer_nanosleep|do_sigtimedwait|pipe_read|wait_woken|do_wait)$/
/** Conditions and semaphores, on which somebody else has to give a sign; a mutex is waited for otherwise. */
const NATIVE_WAIT =
  /^uv_cond_(?:timed)?wait$|^__futex_abstimed_wait_common$|^pthread_cond_\w*wait$|^sem_\w*wait$|^uv__io_poll$|BlockingPop$|SamplingEventsProcessor::Run$|WorkerThread.*GetNext$/

export function isWaitingIn(kind: ProfileKind, { name, file }: Place): boolean {
  switch (kind) {
    case 'wall':
      return name === IDLE || (name === 'wait' && OWN_WAIT.test(file))
    case 'on-cpu':
      return name === IDLE
    case 'off-cpu':
      return file === KERNEL_FILE ? KERNEL_WAIT.test(name) : name === IDLE || NATIVE_WAIT.test(name)
  }
}
