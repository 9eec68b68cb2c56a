/**
 * Finds the epoll instance that this thread's libuv loop waits on. It becomes readable whenever libuv
 * has something to do (a message for the thread, a stream), so a loop of our own can wait for both.
 *
 * libuv tells nobody its descriptor, but the kernel tells which epoll instance watches what: a socket
 * is given to libuv, and the instance that then lists it is the one.
 */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from './constants.ts'
import type { Libc } from './libc.ts'
import type { Memory } from './memory.ts'

const DESCRIPTORS = '/proc/self/fdinfo'
/** libuv registers a descriptor when it next polls. */
const TURNS_MAX = 8

/** The descriptor, or undefined where it cannot be found. `scratch` is for the call's own use. */
export async function findLibuvEpoll(libc: Libc, scratch: Memory): Promise<number | undefined> {
  const type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC
  if (libc.socketpair(AF_UNIX, type, 0, scratch.address) !== 0) return undefined
  const [ours, other] = [scratch.getI32(0), scratch.getI32(4)]
  const socket = new Socket({ fd: ours })
  socket.on('error', () => {})
  socket.resume()
  try {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      await setImmediate()
      const found = epollWatching(ours)
      if (found !== undefined) return found
    }
    return undefined
  } finally {
    const closed = once(socket, 'close')
    socket.destroy()
    libc.close(other)
    await closed
  }
}

/** The epoll instance of this process that has `fd` in its list. */
function epollWatching(fd: number): number | undefined {
  const entry = new RegExp(`^tfd:\\s+${fd}\\s`, 'm')
  for (const name of readdirSync(DESCRIPTORS)) {
    try {
      if (entry.test(readFileSync(`${DESCRIPTORS}/${name}`, 'utf8'))) return Number(name)
    } catch {
      // Closed since it was listed: other threads live their own lives.
    }
  }
  return undefined
}
