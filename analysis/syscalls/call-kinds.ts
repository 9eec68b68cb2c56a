/** What a system call does, by its name: how it is coloured, and whether its time can be waiting. */

export const CALL_KINDS = ['send', 'receive', 'wait', 'other'] as const

export type CallKind = (typeof CALL_KINDS)[number]

/** What a name says about a call. */
export type CallNature = {
  readonly kind: CallKind
  /** It returns bytes or datagrams that were sent or received. */
  readonly carries: boolean
  /** It does so for sockets only. */
  readonly isOfSockets: boolean
  /** It returns how many datagrams, not how many bytes. */
  readonly isBatch: boolean
  /** It may sleep although it is there for something else. */
  readonly mayBlock: boolean
  /** Of those that wait for descriptors, 0 means that the time-out ended it. */
  readonly isPoll: boolean
}

const POLLS: ReadonlySet<string> = new Set([
  'epoll_wait',
  'epoll_pwait',
  'epoll_pwait2',
  'poll',
  'ppoll',
  'select',
  'pselect6',
  '_newselect',
])

const WAITS: ReadonlySet<string> = new Set([
  ...POLLS,
  'futex',
  'futex_wait',
  'futex_waitv',
  'nanosleep',
  'clock_nanosleep',
  'pause',
  'restart_syscall',
  'rt_sigsuspend',
  'rt_sigtimedwait',
  'wait4',
  'waitid',
  'waitpid',
  'io_getevents',
  'io_pgetevents',
  'io_uring_enter',
  'semop',
  'semtimedop',
  'msgrcv',
  'mq_timedreceive',
  'flock',
])

const SENDS: ReadonlySet<string> = new Set([
  'send',
  'sendto',
  'sendmsg',
  'sendmmsg',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'sendfile',
  'splice',
])

const RECEIVES: ReadonlySet<string> = new Set([
  'recv',
  'recvfrom',
  'recvmsg',
  'recvmmsg',
  'read',
  'readv',
  'pread64',
  'preadv',
  'preadv2',
])

/** Besides those that send and receive. */
const MAY_BLOCK: ReadonlySet<string> = new Set(['accept', 'accept4', 'connect', 'fcntl', 'vfork'])

export function natureOf(name: string): CallNature {
  const carries = SENDS.has(name) || RECEIVES.has(name)
  return {
    kind: SENDS.has(name)
      ? 'send'
      : RECEIVES.has(name)
        ? 'receive'
        : WAITS.has(name)
          ? 'wait'
          : 'other',
    carries,
    isOfSockets: carries && /^(?:send|recv)/.test(name) && name !== 'sendfile',
    isBatch: name === 'sendmmsg' || name === 'recvmmsg',
    mayBlock: carries || MAY_BLOCK.has(name),
    isPoll: POLLS.has(name),
  }
}
