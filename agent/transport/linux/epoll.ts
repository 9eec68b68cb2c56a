/**
 * An epoll instance, laid out once: descriptors to watch for input, and a wait for them with a time-out
 * to the nanosecond. Throws where the kernel has no epoll_pwait2 or timer descriptors, or does not let us
 * use them.
 *
 * The kernel takes a thousandth of a time-out more for itself (select_estimate_accuracy in fs/select.c),
 * a millisecond of a second's sleep. A timer descriptor rings when it should, so long waits have one.
 */
import { arch } from 'node:os'
import {
  CLOCK_MONOTONIC,
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLLET,
  EPOLLIN,
  errorName,
  TFD_CLOEXEC,
  TFD_NONBLOCK,
  TFD_TIMER_ABSTIME,
} from './constants.ts'
import type { Libc } from './libc.ts'
import { Memory } from './memory.ts'

const EVENTS_MAX = 64
/** struct epoll_event is packed on x64 only. */
const [EVENT_BYTES, DATA_AT] = arch() === 'x64' ? [12, 4] : [16, 8]
const TIMESPEC_BYTES = 16
/** struct itimerspec: the interval, which stays 0, and the first time. */
const ITIMERSPEC_BYTES = 32
const FIRST_AT = 16
const NS_MAX = 999_999_999
const EINTR = 4
/** A thousandth of this is nothing that anybody would measure. */
const SHORT_MS = 5
/** A time in the past, to see whether the timer can be set. */
const TRIAL_MS = 1
/** No time-out: the timer ends the wait. */
const FOREVER = 0

export class Epoll {
  readonly #libc: Libc
  readonly #fd: number
  readonly #events: Memory
  readonly #change: Memory
  readonly #timeout: Memory
  readonly #timer: Memory
  readonly #timerFd: number
  /** When the timer rings; NaN when it does not. */
  #timerMs = Number.NaN
  #timeoutAt = FOREVER

  constructor(libc: Libc, addressOf: (bytes: Uint8Array) => number) {
    this.#libc = libc
    this.#events = new Memory(EVENTS_MAX * EVENT_BYTES, addressOf)
    this.#change = new Memory(EVENT_BYTES, addressOf)
    this.#timeout = new Memory(TIMESPEC_BYTES, addressOf)
    this.#timer = new Memory(ITIMERSPEC_BYTES, addressOf)
    this.#fd = libc.epollCreate1(EPOLL_CLOEXEC)
    this.#timerFd = libc.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)
    if (this.#timerFd < 0 || !this.#setTimer(TRIAL_MS)) throw this.#failed('a timer descriptor')
    this.#control(EPOLL_CTL_ADD, this.#timerFd, EPOLLIN | EPOLLET)
    if (this.poll() < 0) throw this.#failed('epoll_pwait2')
  }

  add(fd: number): void {
    this.#control(EPOLL_CTL_ADD, fd, EPOLLIN)
  }

  delete(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd, 0)
  }

  /**
   * Says when the next `wait` has to end at the latest; a short wait counts from its own beginning. Times are
   * milliseconds of CLOCK_MONOTONIC.
   */
  arm(dueMs: number, nowMs: number): void {
    const timeoutMs = dueMs - nowMs
    const isLong = timeoutMs > SHORT_MS
    if (isLong) this.#setTimer(dueMs)
    else setTimespec(this.#timeout, 0, Math.max(0, timeoutMs))
    this.#timeoutAt = isLong ? FOREVER : this.#timeout.address
  }

  /** How many descriptors are ready; an interrupted wait has none, −1 when the call failed. */
  wait(): number {
    const { address } = this.#events
    const ready = this.#libc.epollPwait2(this.#fd, address, EVENTS_MAX, this.#timeoutAt, 0)
    if (ready < 0 && this.#libc.errno() === EINTR) return 0
    return this.#withoutTimer(ready)
  }

  /** What is ready now. */
  poll(): number {
    this.arm(0, 0)
    return this.wait()
  }

  /** One of those that the last wait found ready. */
  ready(index: number): number {
    return this.#events.getU32(index * EVENT_BYTES + DATA_AT)
  }

  close(): void {
    this.#libc.close(this.#timerFd)
    this.#libc.close(this.#fd)
  }

  #failed(what: string): Error {
    const code = errorName(this.#libc.errno())
    this.close()
    return new Error(`${what} failed (${code})`)
  }

  /** Whether it will ring. */
  #setTimer(dueMs: number): boolean {
    if (dueMs === this.#timerMs) return true
    this.#timerMs = dueMs
    setTimespec(this.#timer, FIRST_AT, dueMs)
    const { address } = this.#timer
    return this.#libc.timerfdSettime(this.#timerFd, TFD_TIMER_ABSTIME, address, 0) === 0
  }

  /** That it has rung is no news: time is up. */
  #withoutTimer(ready: number): number {
    for (let index = 0; index < ready; index++) {
      if (this.ready(index) !== this.#timerFd) continue
      this.#timerMs = Number.NaN
      const last = (ready - 1) * EVENT_BYTES
      this.#events.bytes.copyWithin(index * EVENT_BYTES, last, last + EVENT_BYTES)
      return ready - 1
    }
    return ready
  }

  #control(operation: number, fd: number, events: number): void {
    this.#change.setU32(0, events)
    this.#change.setPointer(DATA_AT, fd)
    this.#libc.epollCtl(this.#fd, operation, fd, this.#change.address)
  }
}

function setTimespec(memory: Memory, offset: number, ms: number): void {
  const seconds = Math.floor(ms / 1000)
  memory.setU32(offset, seconds)
  memory.setU32(offset + 8, Math.min(NS_MAX, Math.ceil((ms - seconds * 1000) * 1e6)))
}
