/** What the name of a system call says about its arguments, as strace prints them. */

export type CallName = {
  readonly text: string
  /** The first argument is a descriptor. */
  readonly takesDescriptor: boolean
  /** How datagrams, or bytes of a stream, stand in its arguments. */
  readonly carries: Carries
}

/**
 * `buffer`: a string, and an address behind it. `vector`: strings of which one message is made.
 * `vectors`: several such messages.
 */
export type Carries = 'buffer' | 'vector' | 'vectors' | 'nothing'

export function callName(text: string): CallName {
  return { text, takesDescriptor: TAKE_DESCRIPTOR.has(text), carries: CARRIES[text] ?? 'nothing' }
}

const CARRIES: Readonly<Partial<Record<string, Carries>>> = Object.assign(Object.create(null), {
  send: 'buffer',
  sendto: 'buffer',
  write: 'buffer',
  recv: 'buffer',
  recvfrom: 'buffer',
  read: 'buffer',
  sendmsg: 'vector',
  writev: 'vector',
  recvmsg: 'vector',
  readv: 'vector',
  sendmmsg: 'vectors',
  recvmmsg: 'vectors',
})

/** Of any architecture. Those that take a folder's descriptor are among them: it may be AT_FDCWD, which is none. */
const TAKE_DESCRIPTOR: ReadonlySet<string> = new Set(
  `read write close fstat fstat64 lseek _llseek llseek ioctl pread64 pwrite64 readv writev preadv pwritev
  preadv2 pwritev2 fcntl fcntl64 flock fsync fdatasync ftruncate ftruncate64 getdents getdents64 fchdir
  fchmod fchown fchown32 fstatfs fstatfs64 fadvise64 fadvise64_64 readahead fallocate sync_file_range
  sync_file_range2 syncfs dup dup2 dup3 close_range copy_file_range splice tee vmsplice sendfile sendfile64
  connect accept accept4 bind listen shutdown getsockname getpeername setsockopt getsockopt send sendto
  sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64 epoll_ctl epoll_wait epoll_pwait
  epoll_pwait2 timerfd_settime timerfd_gettime timerfd_settime64 timerfd_gettime64 signalfd signalfd4
  inotify_add_watch inotify_rm_watch fanotify_mark io_uring_enter io_uring_register fsetxattr fgetxattr
  flistxattr fremovexattr finit_module setns pidfd_send_signal pidfd_getfd process_madvise process_mrelease
  mq_timedsend mq_timedreceive mq_timedsend_time64 mq_timedreceive_time64 mq_notify mq_getsetattr
  quotactl_fd fsconfig fsmount cachestat landlock_add_rule landlock_restrict_self openat openat2 mkdirat
  mknodat fchownat futimesat newfstatat fstatat64 unlinkat renameat renameat2 linkat readlinkat fchmodat
  fchmodat2 faccessat faccessat2 utimensat utimensat_time64 statx execveat name_to_handle_at
  open_by_handle_at move_mount open_tree fspick mount_setattr`.split(/\s+/),
)
