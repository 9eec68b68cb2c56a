/**
 * The program that bpftrace runs: it notes when each call began and ended and the first bytes of the
 * datagrams that it carried.
 *
 * Printing each call as it ends would wake bpftrace up each time, which doubled the RTT of the fast
 * transport. So calls are kept in the kernel, in two maps that take turns of a second: one is
 * filled while the other is printed. What a capture holds:
 *
 *     # swimbench clock=… calls=… KEY     the first line: which clock, which names the numbers stand for
 *     @even[KEY]: 1                       a call, or a datagram of a call that carried several; or @odd[KEY]
 *     @seen: N                            the last line: as many as there should be
 */

/** Linux lays these out alike on all 64-bit machines: msghdr.msg_iov, mmsghdr.msg_len, all of mmsghdr. */
const IOV_OFFSET = 16
const LENGTH_OFFSET = 56
const MESSAGE_BYTES = 64
/** Of a call that carried more datagrams, so many are noted; its result still counts all. */
const DATAGRAMS_NOTED = 4

/** The capture's first line begins with it. */
export const CAPTURE_MARK = '# swimbench'
/** The bytes are two little-endian words: the first eight, and eight more. */
const KEY = 'pid, tid, call, fd, enterNs, exitNs, result, sizeBytes, bytes0, bytes8'

export type TracedCall = {
  readonly name: string
  /** The argument that is a descriptor; ppoll has none. */
  readonly descriptor?: string
  /** The argument that leads to the datagram, and what it points to. */
  readonly data?: { readonly argument: string; readonly of: 'buffer' | 'message' | 'messages' }
}

export const TRACED_CALLS: readonly TracedCall[] = [
  { name: 'sendto', descriptor: 'fd', data: { argument: 'buff', of: 'buffer' } },
  { name: 'sendmsg', descriptor: 'fd', data: { argument: 'msg', of: 'message' } },
  { name: 'sendmmsg', descriptor: 'fd', data: { argument: 'mmsg', of: 'messages' } },
  { name: 'recvfrom', descriptor: 'fd', data: { argument: 'ubuf', of: 'buffer' } },
  { name: 'recvmsg', descriptor: 'fd', data: { argument: 'msg', of: 'message' } },
  { name: 'recvmmsg', descriptor: 'fd', data: { argument: 'mmsg', of: 'messages' } },
  { name: 'epoll_pwait', descriptor: 'epfd' },
  { name: 'epoll_pwait2', descriptor: 'epfd' },
  { name: 'ppoll' },
]

/** `clock` is what `nsecs` reads in the bpftrace that is there. */
export function bpftraceProgram(
  pids: readonly number[],
  calls: readonly TracedCall[],
  clock: 'monotonic' | 'boot',
): string {
  const now = clock === 'monotonic' ? 'nsecs(monotonic)' : 'nsecs'
  const watched = pids.map((pid) => `@watched[${pid}] = 1;`).join(' ')
  const names = calls.map(({ name }) => name).join(',')
  return [
    `BEGIN { @odds = 0; ${watched} printf("${CAPTURE_MARK} clock=${clock} calls=${names} ${KEY}\\n"); }`,
    ...calls.flatMap((call, number) => [enterProbe(call, now), exitProbe(call, number, now)]),
    'interval:s:1 {',
    'if (@odds == 0) { @odds = 1; print(@even); clear(@even); }',
    'else { @odds = 0; print(@odd); clear(@odd); }',
    '}',
    // What is left in maps is printed at the end.
    'END { clear(@watched); clear(@from); clear(@fd); clear(@at); clear(@odds); }',
  ].join('\n')
}

function enterProbe({ name, descriptor, data }: TracedCall, now: string): string {
  return [
    `tracepoint:syscalls:sys_enter_${name} /@watched[pid]/ {`,
    // The time comes first: what follows takes some itself.
    `@from[tid] = ${now};`,
    descriptor === undefined ? '' : `@fd[tid] = (int64)args->${descriptor};`,
    data === undefined ? '' : `@at[tid] = (uint64)args->${data.argument};`,
    '}',
  ].join(' ')
}

/** A call that was under way when the tool attached has no beginning, and is left out. */
function exitProbe({ name, descriptor, data }: TracedCall, number: number, now: string): string {
  const fd = descriptor === undefined ? '(int64)-1' : '@fd[tid]'
  const note = (size: string, bytes: readonly [string, string]) => {
    const values = ['pid', 'tid', `(int64)${number}`, fd, '@from[tid]', '$to', '$result']
    const key = `[${[...values, `(int64)${size}`, ...bytes].join(', ')}]`
    return `if (@odds == 0) { @even${key} = 1; } else { @odd${key} = 1; } @seen = count();`
  }
  const nothing = note('0', ['(uint64)0', '(uint64)0'])
  const datagram = (size: string, at: string) =>
    note(size, [`*(uint64*)uptr(${at})`, `*(uint64*)uptr(${at} + 8)`])
  return [
    `tracepoint:syscalls:sys_exit_${name} /@from[tid]/ {`,
    `$to = ${now}; $result = (int64)args->ret;`,
    data === undefined
      ? nothing
      : `$at = @at[tid]; if ($result > 0) { ${datagrams(data.of, datagram)} } else { ${nothing} }`,
    'delete(@from[tid]); delete(@fd[tid]); delete(@at[tid]);',
    '}',
  ].join(' ')
}

function datagrams(
  of: 'buffer' | 'message' | 'messages',
  note: (size: string, pointer: string) => string,
): string {
  const find = (message: number) =>
    `$iov = *(uint64*)uptr($at + ${message * MESSAGE_BYTES + IOV_OFFSET}); $data = *(uint64*)uptr($iov);`
  switch (of) {
    case 'buffer':
      return note('$result', '$at')
    case 'message':
      return `${find(0)} ${note('$result', '$data')}`
    case 'messages':
      return Array.from({ length: DATAGRAMS_NOTED }, (_, message) => {
        const size = `*(uint32*)uptr($at + ${message * MESSAGE_BYTES + LENGTH_OFFSET})`
        return `if ($result > ${message}) { ${find(message)} ${note(size, '$data')} }`
      }).join(' ')
  }
}
