/**
 * The fast path in the test's own thread. Its loop lets promises and test timers run only when libuv has
 * something to do or the loop is told to, so receivers here have to say `letLibuvRun`.
 */
import { type LinuxThread, openLinuxThread } from '../../agent/transport/linux/linux-thread.ts'
import { ORDINARY } from '../../agent/transport/linux/thread-priority.ts'

const opened = await openLinuxThread(1400, ORDINARY)

/** Why the fast path cannot be tested here; false when it can, or must. */
export const FAST_PATH_MISSING: string | false =
  opened.ok || process.env['CI'] !== undefined
    ? false
    : `${opened.reason}: the fast path needs Linux on x64 or arm64, and koffi (npm ci)`

/** The one of this process: two loops in one thread would keep each other waiting. */
export function linuxThread(): LinuxThread {
  if (!opened.ok) throw new Error(opened.reason)
  return opened.thread
}
