/**
 * Events on their way to the telemetry thread: what changes the cluster goes at once (after everything
 * was sent) or, right after other such news, together; the rest in intervals unless there is much of
 * it. Events that only traces need are dropped, and counted, while the other thread is too far behind;
 * the others never are.
 */
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Driver } from './driver.ts'
import { MemberLog } from './member-log.ts'
import type { AgentReport, EventBatch } from './thread-messages.ts'

/** A little less than the interval: who reports once a second has an event for it once a second. */
const INTERVAL_SHARE = 0.99
/** Nothing waits longer. Beyond the interval, so that an idle thread is not woken for it alone. */
const WAIT_SHARE_MAX = 1.5
/** Counters are told this often even when nothing happens. */
const IDLE_INTERVAL_MS = 10_000
/** What changes the cluster is handed over no more often: while it forms there is something every millisecond. */
const URGENT_GAP_MS = 100
/** So many events do not wait for the interval. */
const EVENTS_WAITING_MAX = 64
/** Trace-only events are dropped while so many are not yet taken over. */
const OUTSTANDING_MAX = 65_536

type OutboxOptions = {
  readonly driver: Pick<Driver, 'alarm' | 'clock' | 'defer'>
  /** How many events the other thread has taken over so far, modulo 2³². */
  readonly taken: () => number
  readonly totals: () => EventBatch['totals']
  readonly answers: () => EventBatch['answers']
  readonly gc: () => EventBatch['gc']
  readonly post: (batch: EventBatch) => void
  /** How often what is not urgent is handed over. */
  readonly intervalMs: number
}

export class Outbox {
  readonly #options: OutboxOptions
  readonly #intervalMs: number
  readonly #waitMsMax: number
  #urgent: AgentReport[] = []
  readonly #members = new MemberLog()
  /** Something urgent waits, and is going to be handed over. */
  #isUrged = false
  #urgedMs = Number.NEGATIVE_INFINITY
  #waiting: AgentReport[] = []
  readonly #alarm: ReturnType<Driver['alarm']>
  #alarmMs = Number.POSITIVE_INFINITY
  #isDeferred = false
  #isClosed = false
  #reportedMs: number
  #posted = 0
  #eventsDropped = 0

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#intervalMs = INTERVAL_SHARE * options.intervalMs
    this.#waitMsMax = WAIT_SHARE_MAX * options.intervalMs
    this.#reportedMs = options.driver.clock.nowMs()
    this.#alarm = options.driver.alarm(() => this.#ring())
    this.#wakeAt(this.#reportedMs + IDLE_INTERVAL_MS)
  }

  push(agent: number, event: ProtocolEvent): void {
    if (isTraceOnly(event) && this.#outstanding() >= OUTSTANDING_MAX) {
      this.#eventsDropped++
      return
    }
    if (event.kind === 'member') {
      this.#members.add(agent, event)
      this.#urge()
      return
    }
    if (isUrgent(event)) {
      this.#urgent.push([agent, event])
      this.#urge()
      return
    }
    this.#waiting.push([agent, event])
    const ageMs = this.#options.driver.clock.nowMs() - this.#reportedMs
    if (this.#waiting.length >= EVENTS_WAITING_MAX || ageMs >= this.#intervalMs) {
      this.#defer()
    } else {
      this.#wakeAt(this.#reportedMs + this.#waitMsMax)
    }
  }

  /** Hands over everything, with the counters. */
  report(): void {
    const nowMs = this.#options.driver.clock.nowMs()
    this.#reportedMs = nowMs
    this.#post([...this.#urgent, ...this.#takeWaiting()], this.#options.totals(), nowMs)
  }

  /** Hands over everything that waits, and no counters. */
  handOver(): void {
    this.#post(
      [...this.#urgent, ...this.#takeWaiting()],
      undefined,
      this.#options.driver.clock.nowMs(),
    )
  }

  close(): void {
    this.#isClosed = true
    this.#alarm.set(Number.POSITIVE_INFINITY)
    this.report()
  }

  #urge(): void {
    if (this.#isUrged) return
    this.#isUrged = true
    const dueMs = this.#urgedMs + URGENT_GAP_MS
    if (this.#options.driver.clock.nowMs() < dueMs) this.#wakeAt(dueMs)
    else this.#defer()
  }

  #defer(): void {
    if (this.#isDeferred) return
    this.#isDeferred = true
    this.#options.driver.defer(this.#flush)
  }

  readonly #flush = (): void => {
    this.#isDeferred = false
    if (this.#isClosed) return
    const nowMs = this.#options.driver.clock.nowMs()
    if (nowMs - this.#reportedMs >= this.#intervalMs) {
      this.report()
      return
    }
    const isMuch = this.#waiting.length >= EVENTS_WAITING_MAX
    const reports = isMuch ? [...this.#urgent, ...this.#takeWaiting()] : this.#urgent
    if (reports.length > 0 || !this.#members.isEmpty) this.#post(reports, undefined, nowMs)
  }

  #takeWaiting(): AgentReport[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }

  #post(reports: readonly AgentReport[], totals: EventBatch['totals'], atMs: number): void {
    this.#urgent = []
    if (this.#isUrged) this.#urgedMs = atMs
    this.#isUrged = false
    this.#posted = (this.#posted + reports.length) | 0
    const eventsDropped = this.#eventsDropped
    this.#eventsDropped = 0
    const { answers, gc, post } = this.#options
    post({
      kind: 'batch',
      reports,
      members: this.#members.take(),
      answers: answers(),
      totals,
      atMs,
      gc: gc(),
      eventsDropped,
    })
  }

  #outstanding(): number {
    return ((this.#posted - this.#options.taken()) | 0) + this.#waiting.length
  }

  /** Makes sure the timer rings by then; one that rings sooner looks again. */
  #wakeAt(dueMs: number): void {
    if (this.#alarmMs <= dueMs) return
    this.#alarmMs = dueMs
    this.#alarm.set(dueMs)
  }

  #ring(): void {
    this.#alarmMs = Number.POSITIVE_INFINITY
    const nowMs = this.#options.driver.clock.nowMs()
    const urgentMs = this.#urgedMs + URGENT_GAP_MS
    if (this.#isUrged && urgentMs <= nowMs) this.#flush()
    else if (this.#isUrged) this.#wakeAt(urgentMs)
    const isWaiting = this.#waiting.length > 0
    const dueMs = this.#reportedMs + (isWaiting ? this.#waitMsMax : IDLE_INTERVAL_MS)
    if (dueMs <= nowMs) {
      this.report()
      this.#wakeAt(this.#reportedMs + IDLE_INTERVAL_MS)
    } else {
      this.#wakeAt(dueMs)
    }
  }
}

function isUrgent({ kind }: ProtocolEvent): boolean {
  return kind === 'joined' || kind === 'suspicion'
}

/** Whether no line on stdout is made of it. */
function isTraceOnly({ kind }: ProtocolEvent): boolean {
  return kind === 'answered' || kind === 'relayed' || kind === 'local-health' || kind === 'skipped'
}
