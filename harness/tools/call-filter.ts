/** Which system calls a tool is to watch. */

/** By name; undefined: all. */
export type CallFilter = ReadonlySet<string> | undefined

/** What carries data, opens and closes ways for it, and waits for it. */
export const NETWORK_CALLS: ReadonlySet<string> = new Set(
  `sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg
   read write readv writev
   socket bind connect accept accept4 shutdown close
   epoll_wait epoll_pwait epoll_pwait2 poll ppoll select pselect6`.split(/\s+/),
)
