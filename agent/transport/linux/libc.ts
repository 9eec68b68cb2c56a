/**
 * The system calls of the fast path, called in libc through koffi. Pointers are plain numbers, so that
 * no call allocates. Only for 64-bit little-endian Linux, whose structures the other files of this
 * folder lay out by hand.
 */
import { createRequire } from 'node:module'
import { arch, endianness, platform } from 'node:os'

type Pointer = number

/** Each returns −1 when it failed; `errno` then says why. */
export type Libc = {
  socket(domain: number, type: number, protocol: number): number
  bind(fd: number, address: Pointer, sizeBytes: number): number
  getsockname(fd: number, address: Pointer, sizeBytes: Pointer): number
  setsockopt(fd: number, level: number, name: number, value: Pointer, sizeBytes: number): number
  socketpair(domain: number, type: number, protocol: number, fds: Pointer): number
  close(fd: number): number
  sendto(
    fd: number,
    bytes: Pointer,
    sizeBytes: number,
    flags: number,
    address: Pointer,
    addressBytes: number,
  ): number
  sendmmsg(fd: number, messages: Pointer, count: number, flags: number): number
  recvmmsg(fd: number, messages: Pointer, count: number, flags: number, timeout: Pointer): number
  epollCreate1(flags: number): number
  epollCtl(epoll: number, operation: number, fd: number, event: Pointer): number
  /** The timeout is a timespec; 0 waits for ever. */
  epollPwait2(
    epoll: number,
    events: Pointer,
    count: number,
    timeout: Pointer,
    signals: Pointer,
  ): number
  timerfdCreate(clock: number, flags: number): number
  timerfdSettime(fd: number, flags: number, value: Pointer, old: Pointer): number
  clockGettime(clock: number, time: Pointer): number
  prctl(option: number, value: number): number
  /** For what libc has no function for. */
  syscall(number: number, thread: number, structure: Pointer, flags: number): number
  errno(): number
}

export type LoadedLibc =
  | { readonly ok: true; readonly libc: Libc; readonly addressOf: (bytes: Uint8Array) => Pointer }
  | { readonly ok: false; readonly reason: string }

type Koffi = {
  load(path: null): { func(prototype: string): (...args: number[]) => number }
  address(view: Uint8Array): bigint
  errno(): number
}

let loaded: LoadedLibc | undefined

/** Loads koffi and finds every function, once per thread; or says why that cannot be. */
export function loadLibc(): LoadedLibc {
  loaded ??= load()
  return loaded
}

function load(): LoadedLibc {
  if (platform() !== 'linux') return { ok: false, reason: `${platform()} is not Linux` }
  if (!['x64', 'arm64'].includes(arch()) || endianness() !== 'LE') {
    return { ok: false, reason: `the processor is ${arch()}, not x64 or arm64` }
  }
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi
    return {
      ok: true,
      libc: functionsOf(koffi),
      addressOf: (bytes) => Number(koffi.address(bytes)),
    }
  } catch (error) {
    // A package without a binary for this machine, a libc without one of the functions.
    const [reason = ''] = String((error as Error).message).split('\n')
    return { ok: false, reason }
  }
}

function functionsOf(koffi: Koffi): Libc {
  const c = koffi.load(null)
  return {
    socket: c.func('int socket(int, int, int)'),
    bind: c.func('int bind(int, uintptr_t, uint32_t)'),
    getsockname: c.func('int getsockname(int, uintptr_t, uintptr_t)'),
    setsockopt: c.func('int setsockopt(int, int, int, uintptr_t, uint32_t)'),
    socketpair: c.func('int socketpair(int, int, int, uintptr_t)'),
    close: c.func('int close(int)'),
    sendto: c.func('long sendto(int, uintptr_t, ulong, int, uintptr_t, uint32_t)'),
    sendmmsg: c.func('int sendmmsg(int, uintptr_t, uint, int)'),
    recvmmsg: c.func('int recvmmsg(int, uintptr_t, uint, int, uintptr_t)'),
    epollCreate1: c.func('int epoll_create1(int)'),
    epollCtl: c.func('int epoll_ctl(int, int, int, uintptr_t)'),
    epollPwait2: c.func('int epoll_pwait2(int, uintptr_t, int, uintptr_t, uintptr_t)'),
    timerfdCreate: c.func('int timerfd_create(int, int)'),
    timerfdSettime: c.func('int timerfd_settime(int, int, uintptr_t, uintptr_t)'),
    clockGettime: c.func('int clock_gettime(int, uintptr_t)'),
    prctl: c.func('int prctl(int, ulong)'),
    syscall: c.func('long syscall(long, int, uintptr_t, uint)'),
    errno: () => koffi.errno(),
  }
}
