/** Numbers of Linux's interface, the same on x64 and arm64 (include/uapi of the kernel). */
import { arch, constants } from 'node:os'

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SO_TIMESTAMPNS = 35
export const IPPROTO_IPV6 = 41
export const IPV6_V6ONLY = 26
export const MSG_DONTWAIT = 0x40
export const EPOLL_CLOEXEC = 0o2000000
export const EPOLL_CTL_ADD = 1
export const EPOLL_CTL_DEL = 2
export const EPOLLIN = 1
/** Told once. */
export const EPOLLET = 2 ** 31
export const TFD_TIMER_ABSTIME = 1
export const TFD_NONBLOCK = 0o4000
export const TFD_CLOEXEC = 0o2000000
export const CLOCK_REALTIME = 0
export const CLOCK_MONOTONIC = 1
export const PR_SET_TIMERSLACK = 29
export const SCHED_FIFO = 1
/** A child starts with ordinary priority. */
export const SCHED_FLAG_RESET_ON_FORK = 1
/** These differ. */
export const SYS_SCHED_SETATTR = arch() === 'x64' ? 314 : 274

const NAMES = new Map<number, string>()
for (const [name, number] of Object.entries(constants.errno)) {
  if (!NAMES.has(number)) NAMES.set(number, name)
}

/** `EAGAIN` for 11. Where two names share a number, the first of them. */
export function errorName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`
}
