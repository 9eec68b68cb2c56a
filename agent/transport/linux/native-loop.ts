/**
 * The protocol thread's own event loop: one epoll_pwait2 waits for its sockets, for the next deadline
 * to the nanosecond, and for libuv, which is let run when it has something to do. Between a datagram's
 * arrival and the answer to it there is no libuv.
 *
 * libuv's timers and whatever takes it several turns do not show in its epoll instance: it also gets
 * a turn every few seconds, after a datagram, when nothing is expected.
 */
import { Timers } from '../../protocol/timers.ts'
import { Epoll } from './epoll.ts'
import { LeadTime } from './lead-time.ts'
import type { Libc } from './libc.ts'

/** libuv registers what it is to watch one turn after it was told; what it starts may take another. */
const LIBUV_TURNS = 3
const LIBUV_EVERY_MS = 5000
/** Nothing has come after which a turn would be convenient. */
const LIBUV_WAITS_MS = 6000
/** What was put off for an answer that is on its way waits no longer. */
const PATIENCE_MS = 1
/** A thread that slept longer than this before an alarm rehearses what comes. */
const COLD_MS = 5

export type LoopOptions = {
  readonly libc: Libc
  readonly addressOf: (bytes: Uint8Array) => number
  readonly nowMs: () => number
  readonly libuvEpoll: number
}

export type LoopHooks = {
  /** Called before every wait. */
  readonly beforeWait: () => void
  /** Called shortly before an alarm for which the thread has slept long. */
  readonly rehearse: () => void
}

/** Datagrams that leave as the last thing before the thread waits. */
export type Departure = {
  /** Sends them; may be called with nothing to send. */
  readonly depart: () => void
  /** Called after `depart`, when there is time; they may know already. */
  readonly departed: () => void
}

type Watcher = (awakeMs: number) => void

export class NativeLoop {
  readonly #nowMs: () => number
  readonly #epoll: Epoll
  readonly #libuvEpoll: number
  readonly #watchers: (Watcher | undefined)[] = []
  readonly #alarms = new Timers<() => void>()
  readonly #hooks: LoopHooks
  #watched = 0
  #deferred: (() => void)[] = []
  #isPutOff = false
  #isRinging = false
  #departure: Departure | undefined
  #libuvTurns = 0
  /** The alarm that is slept for. */
  #coldAlarmMs = Number.NaN
  #isRehearsed = false
  #awakeMs = 0
  readonly #lead = new LeadTime()
  #libuvRanMs: number
  #isRunning = false

  /** Throws where epoll does not work. */
  constructor(options: LoopOptions, hooks: LoopHooks) {
    const { libc, addressOf, nowMs, libuvEpoll } = options
    this.#nowMs = nowMs
    this.#libuvEpoll = libuvEpoll
    this.#hooks = hooks
    this.#libuvRanMs = nowMs()
    this.#epoll = new Epoll(libc, addressOf)
    this.#epoll.add(libuvEpoll)
  }

  /** Calls `readable` whenever `fd` has something to read. */
  watch(fd: number, readable: Watcher): void {
    this.#watchers[fd] = readable
    this.#watched++
    this.#epoll.add(fd)
  }

  /** As `watch`, for a socket of our own that is no reason to wait here. */
  attend(fd: number, readable: () => void): void {
    this.#watchers[fd] = readable
    this.#epoll.add(fd)
  }

  unwatch(fd: number): void {
    this.#watchers[fd] = undefined
    this.#watched--
    this.#epoll.delete(fd)
    this.letLibuvRun()
  }

  /** An alarm that rings once when it is due, after the datagrams that came before it. */
  alarm(ring: () => void): { set(dueMs: number): void } {
    let timer: ReturnType<Timers<() => void>['schedule']> | undefined
    let setMs = Number.POSITIVE_INFINITY
    const rings = (): void => {
      setMs = Number.POSITIVE_INFINITY
      ring()
    }
    return {
      set: (dueMs) => {
        if (dueMs === setMs) return
        this.#alarms.cancel(timer)
        setMs = dueMs
        timer = dueMs === Number.POSITIVE_INFINITY ? undefined : this.#alarms.schedule(dueMs, rings)
      },
    }
  }

  /** Runs `act` once, when all that is at hand has been answered. */
  defer(act: () => void): void {
    this.#deferred.push(act)
  }

  /**
   * Whether `departure` is left to the loop, which it is while alarms ring. The kernel likes to wake whom a
   * datagram is for on the sender's CPU: there it waits until the sender sleeps.
   */
  leaveTo(departure: Departure): boolean {
    if (!this.#isRinging) return false
    this.#departure = departure
    return true
  }

  /** Room for datagrams is shared: those of another departure leave now. */
  makeWay(departure: Departure): void {
    if (this.#departure !== undefined && this.#departure !== departure) this.#depart()
  }

  /** Something was started that libuv has to see to. */
  letLibuvRun(): void {
    this.#libuvTurns = LIBUV_TURNS
  }

  /** From now on the thread waits here, as long as there is a socket to watch. */
  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(this.#run)
  }

  readonly #run = (): void => {
    while (this.#watched > 0 || this.#deferred.length > 0) {
      const isDue = this.#turn()
      if (!isDue) continue
      this.#libuvRanMs = this.#nowMs()
      if (this.#libuvTurns > 0) this.#libuvTurns--
      setImmediate(this.#run)
      return
    }
    this.#isRunning = false
  }

  /** Waits, reads, rings. Returns whether it is libuv's turn. */
  #turn(): boolean {
    this.#hooks.beforeWait()
    const departure = this.#departure
    const datagrams = this.#read(this.#wait())
    departure?.departed()
    const awakeMs = this.#awakeMs
    if (!this.#isRehearsed && awakeMs >= this.#coldAlarmMs - this.#lead.ms) this.#rehearse()
    this.#ringDue()
    this.#runDeferred()
    if (this.#isLibuvDue(datagrams)) {
      this.#depart()
      return true
    }
    return false
  }

  #isLibuvDue(datagrams: number): boolean {
    if (this.#libuvTurns > 0) return true
    const sinceMs = this.#awakeMs - this.#libuvRanMs
    return sinceMs >= (datagrams > 0 ? LIBUV_EVERY_MS : LIBUV_WAITS_MS)
  }

  /** Returns how many sockets had something. */
  #read(ready: number): number {
    const awakeMs = this.#nowMs()
    this.#awakeMs = awakeMs
    let sockets = 0
    for (let event = 0; event < ready; event++) {
      const fd = this.#epoll.ready(event)
      if (fd === this.#libuvEpoll) {
        this.letLibuvRun()
        continue
      }
      sockets++
      this.#watchers[fd]?.(awakeMs)
    }
    return sockets
  }

  #wait(): number {
    const nowMs = this.#nowMs()
    this.#epoll.arm(this.#dueMs(nowMs), nowMs)
    const departure = this.#departure
    this.#departure = undefined
    departure?.depart()
    return this.#epoll.wait()
  }

  #dueMs(nowMs: number): number {
    if (this.#libuvTurns > 0) return nowMs
    const libuvMs = this.#libuvRanMs + LIBUV_WAITS_MS
    const dueMs = Math.min(this.#wakeMs(this.#alarms.nextMs(), nowMs), libuvMs)
    if (this.#deferred.length === 0) return dueMs
    return this.#isPutOff ? Math.min(dueMs, nowMs + PATIENCE_MS) : nowMs
  }

  /** When to wake up for an alarm: a little earlier after a long sleep, and then no more sleep before it. */
  #wakeMs(alarmMs: number, nowMs: number): number {
    const waitMs = alarmMs - nowMs
    if (waitMs > COLD_MS && alarmMs !== this.#coldAlarmMs) {
      this.#coldAlarmMs = alarmMs
      this.#isRehearsed = false
    }
    if (alarmMs !== this.#coldAlarmMs) return alarmMs
    return waitMs > this.#lead.ms ? alarmMs - this.#lead.ms : nowMs
  }

  #rehearse(): void {
    this.#isRehearsed = true
    this.#hooks.rehearse()
    // On the way in, too; after the probe it would keep this CPU busy when the peer is to be woken on it.
    this.#read(this.#epoll.poll())
    this.#lead.took(this.#nowMs() - (this.#coldAlarmMs - this.#lead.ms))
  }

  #ringDue(): void {
    const nowMs = this.#nowMs()
    this.#isRinging = true
    for (;;) {
      const ring = this.#alarms.takeDue(nowMs)
      if (ring === undefined) break
      ring()
    }
    this.#isRinging = false
  }

  /** Puts it off once when a datagram is about to leave: until its answer is here. */
  #runDeferred(): void {
    if (this.#deferred.length === 0) return
    this.#isPutOff = !this.#isPutOff && this.#departure !== undefined
    if (this.#isPutOff) return
    this.#depart()
    const deferred = this.#deferred
    this.#deferred = []
    for (const act of deferred) act()
  }

  #depart(): void {
    const departure = this.#departure
    if (departure === undefined) return
    this.#departure = undefined
    departure.depart()
    departure.departed()
  }
}
