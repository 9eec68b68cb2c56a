/**
 * An epoll instance, laid out once: descriptors to watch for input, and a wait for them with a time-out
 * to the nanosecond. Throws where the kernel has no epoll_pwait2 or does not let us use it.
 */
import { arch } from 'node:os'
import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLLIN, errorName } from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

const EVENTS_MAX = 64
/** struct epoll_event is packed on x64 only. */
const [EVENT_BYTES, DATA_AT] = arch() === 'x64' ? [12, 4] : [16, 8]
const TIMESPEC_BYTES = 16
const NS_MAX = 999_999_999
const EINTR = 4

export class Epoll {
  readonly #libc: Libc
  readonly #fd: number
  readonly #events: Memory
  readonly #change: Memory
  readonly #timeout: Memory

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number) {
    this.#libc = libc
    this.#events = new Memory(EVENTS_MAX * EVENT_BYTES, addressOf)
    this.#change = new Memory(EVENT_BYTES, addressOf)
    this.#timeout = new Memory(TIMESPEC_BYTES, addressOf)
    this.#fd = libc.epollCreate1(EPOLL_CLOEXEC)
    if (this.wait(0) >= 0) return
    const code = errorName(libc.errno())
    this.close()
    throw new Error(`epoll_pwait2 failed (${code})`)
  }

  add(fd: number): void {
    this.#control(EPOLL_CTL_ADD, fd)
  }

  delete(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd)
  }

  /** How many descriptors are ready; an interrupted wait has none, −1 when the call failed. */
  wait(timeoutMs: number): number {
    const seconds = Math.floor(timeoutMs / 1000)
    this.#timeout.setU32(0, seconds)
    this.#timeout.setU32(8, Math.min(NS_MAX, Math.ceil((timeoutMs - seconds * 1000) * 1e6)))
    const { address } = this.#events
    const ready = this.#libc.epollPwait2(this.#fd, address, EVENTS_MAX, this.#timeout.address, 0)
    if (ready < 0 && this.#libc.errno() === EINTR) return 0
    return ready
  }

  /** One of those that the last wait found ready. */
  ready(index: number): number {
    return this.#events.getU32(index * EVENT_BYTES + DATA_AT)
  }

  close(): void {
    this.#libc.close(this.#fd)
  }

  #control(operation: number, fd: number): void {
    this.#change.setU32(0, EPOLLIN)
    this.#change.setPointer(DATA_AT, fd)
    this.#libc.epollCtl(this.#fd, operation, fd, this.#change.address)
  }
}
