/**
 * Events on their way to the telemetry thread: what changes the cluster goes at once (after everything
 * was sent), the rest about once a second unless there is much of it. Events that only traces need
 * are dropped, and counted, while the other thread is too far behind; the others never are.
 */
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Clock } from './clock.ts'
import type { AgentReport, EventBatch } from './thread-messages.ts'

/** An event takes along what waits when the last report is this old; a little less than a second. */
const INTERVAL_MS = 990
/** Nothing waits longer. Beyond the interval, so that an idle thread is not woken for it alone. */
const WAIT_MS_MAX = 1500
/** Counters are told this often even when nothing happens. */
const IDLE_INTERVAL_MS = 10_000
/** So many events do not wait for the interval. */
const EVENTS_WAITING_MAX = 512
/** Trace-only events are dropped while so many are not yet taken over. */
const OUTSTANDING_MAX = 65_536

type OutboxOptions = {
  readonly clock: Clock
  /** How many events the other thread has taken over so far, modulo 2³². */
  readonly taken: () => number
  readonly totals: () => EventBatch['totals']
  readonly post: (batch: EventBatch) => void
}

export class Outbox {
  readonly #options: OutboxOptions
  #urgent: AgentReport[] = []
  #waiting: AgentReport[] = []
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined
  #timerDueMs = Number.POSITIVE_INFINITY
  #reportedMs: number
  #posted = 0
  #eventsDropped = 0

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#reportedMs = options.clock.nowMs()
    this.#wakeAt(this.#reportedMs + IDLE_INTERVAL_MS)
  }

  push(agent: number, event: ProtocolEvent): void {
    if (isTraceOnly(event) && this.#outstanding() >= OUTSTANDING_MAX) {
      this.#eventsDropped++
      return
    }
    if (isUrgent(event)) {
      this.#urgent.push([agent, event])
      this.#immediate ??= setImmediate(this.#flush)
      return
    }
    this.#waiting.push([agent, event])
    const ageMs = this.#options.clock.nowMs() - this.#reportedMs
    if (this.#waiting.length >= EVENTS_WAITING_MAX || ageMs >= INTERVAL_MS) {
      this.#immediate ??= setImmediate(this.#flush)
    } else {
      this.#wakeAt(this.#reportedMs + WAIT_MS_MAX)
    }
  }

  /** Hands over everything, with the counters. */
  report(): void {
    const nowMs = this.#options.clock.nowMs()
    this.#reportedMs = nowMs
    this.#post([...this.#urgent, ...this.#takeWaiting()], this.#options.totals(), nowMs)
  }

  /** Hands over everything that waits, and no counters. */
  handOver(): void {
    this.#post([...this.#urgent, ...this.#takeWaiting()], undefined, this.#options.clock.nowMs())
  }

  close(): void {
    if (this.#immediate !== undefined) clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.report()
  }

  readonly #flush = (): void => {
    this.#immediate = undefined
    const nowMs = this.#options.clock.nowMs()
    if (nowMs - this.#reportedMs >= INTERVAL_MS) {
      this.report()
      return
    }
    const isMuch = this.#waiting.length >= EVENTS_WAITING_MAX
    const reports = isMuch ? [...this.#urgent, ...this.#takeWaiting()] : this.#urgent
    if (reports.length > 0) this.#post(reports, undefined, nowMs)
  }

  #takeWaiting(): AgentReport[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }

  #post(reports: readonly AgentReport[], totals: EventBatch['totals'], atMs: number): void {
    this.#urgent = []
    this.#posted = (this.#posted + reports.length) | 0
    const eventsDropped = this.#eventsDropped
    this.#eventsDropped = 0
    this.#options.post({ kind: 'batch', reports, totals, atMs, eventsDropped })
  }

  #outstanding(): number {
    return ((this.#posted - this.#options.taken()) | 0) + this.#waiting.length
  }

  /** Makes sure the timer rings by then; one that rings sooner looks again. */
  #wakeAt(dueMs: number): void {
    if (this.#timer !== undefined && this.#timerDueMs <= dueMs) return
    clearTimeout(this.#timer)
    this.#timerDueMs = dueMs
    const waitMs = Math.ceil(dueMs - this.#options.clock.nowMs())
    this.#timer = setTimeout(this.#ring, Math.max(1, waitMs))
  }

  readonly #ring = (): void => {
    this.#timer = undefined
    const isWaiting = this.#waiting.length > 0
    const dueMs = this.#reportedMs + (isWaiting ? WAIT_MS_MAX : IDLE_INTERVAL_MS)
    if (dueMs <= this.#options.clock.nowMs()) {
      this.report()
      this.#wakeAt(this.#reportedMs + IDLE_INTERVAL_MS)
    } else {
      this.#wakeAt(dueMs)
    }
  }
}

function isUrgent({ kind }: ProtocolEvent): boolean {
  return kind === 'joined' || kind === 'member' || kind === 'suspicion'
}

/** Whether no line on stdout is made of it. */
function isTraceOnly({ kind }: ProtocolEvent): boolean {
  return kind === 'answered' || kind === 'relayed' || kind === 'local-health' || kind === 'skipped'
}
