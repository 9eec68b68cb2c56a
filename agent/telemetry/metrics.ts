/**
 * The agent's metrics, in seconds and bytes. Histograms are fed by events; everything that is a total
 * already is read when a reader collects.
 */
import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api'
import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics'
import type { TelemetryTotals, Traffic } from '../contract.ts'
import type { ProbeCycleEvent } from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import type { HostTotals } from '../runtime/agent-host.ts'
import { nanoseconds } from '../runtime/clock.ts'
import type { GcPause, ThreadName } from '../runtime/pauses.ts'
import { ATTRIBUTES, METRIC_NAMES } from './attributes.ts'

/** The SDK's default buckets begin at 5 ms in seconds; these are microseconds. */
export const METRIC_VIEWS: ViewOptions[] = [
  METRIC_NAMES.probeDuration,
  METRIC_NAMES.probeLag,
  METRIC_NAMES.telemetryDelay,
  METRIC_NAMES.gcDuration,
].map((instrumentName) => ({
  instrumentName,
  aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
}))

export class Metrics {
  readonly #duration
  readonly #lag
  readonly #delay
  readonly #gc
  readonly #totals = new Map<Address, HostTotals>()

  constructor(meter: Meter, telemetryTotals: () => TelemetryTotals) {
    this.#duration = meter.createHistogram(METRIC_NAMES.probeDuration, {
      unit: 's',
      description: 'From the ping sent to the first ack, or to giving up',
    })
    this.#lag = meter.createHistogram(METRIC_NAMES.probeLag, {
      unit: 's',
      description: 'From the intended time of a ping to its sending',
    })
    this.#delay = meter.createHistogram(METRIC_NAMES.telemetryDelay, {
      unit: 's',
      description: 'How long events waited for the telemetry thread',
    })
    this.#gc = meter.createHistogram(METRIC_NAMES.gcDuration, {
      unit: 's',
      description: 'Garbage collection duration',
    })
    const messages = meter.createObservableCounter(METRIC_NAMES.messages, { unit: '{message}' })
    const io = meter.createObservableCounter(METRIC_NAMES.io, { unit: 'By' })
    const members = meter.createObservableGauge(METRIC_NAMES.members, { unit: '{member}' })
    const health = meter.createObservableGauge(METRIC_NAMES.localHealth, { unit: '1' })
    const queue = meter.createObservableGauge(METRIC_NAMES.disseminationQueue, { unit: '{update}' })
    const dropped = meter.createObservableCounter(METRIC_NAMES.telemetryDropped, { unit: '{item}' })
    meter.addBatchObservableCallback(
      (result) => {
        for (const [agent, totals] of this.#totals) {
          const base = { [ATTRIBUTES.agent]: agent }
          observeTraffic(result, messages, io, agent, 'sent', totals.messages.sent)
          observeTraffic(result, messages, io, agent, 'received', totals.messages.received)
          for (const [state, count] of Object.entries(totals.members)) {
            result.observe(members, count, { ...base, [ATTRIBUTES.memberState]: state })
          }
          result.observe(health, totals.localHealth, base)
          result.observe(queue, totals.newsQueued, base)
        }
        const { spansDropped, eventsDropped } = telemetryTotals()
        result.observe(dropped, spansDropped, { [ATTRIBUTES.dropped]: 'spans' })
        result.observe(dropped, eventsDropped, { [ATTRIBUTES.dropped]: 'events' })
      },
      [messages, io, members, health, queue, dropped],
    )
  }

  probeCycle(agent: Address, event: ProbeCycleEvent): void {
    const sentNs = nanoseconds(event.sentMs)
    const base = { [ATTRIBUTES.agent]: agent, [ATTRIBUTES.outcome]: event.outcome }
    const isTimedOut = event.ackMs === undefined
    this.#duration.record(
      (nanoseconds(event.ackMs ?? event.endedMs) - sentNs) / 1e9,
      isTimedOut ? { ...base, [ATTRIBUTES.errorType]: 'timeout' } : base,
    )
    const lagS = (sentNs - nanoseconds(event.intendedMs)) / 1e9
    this.#lag.record(Math.max(0, lagS), { [ATTRIBUTES.agent]: agent })
  }

  /** What the protocol thread handed over waited so long. */
  delayed(durationMs: number): void {
    this.#delay.record(durationMs / 1000)
  }

  paused(thread: ThreadName, [type, durationMs]: GcPause): void {
    this.#gc.record(durationMs / 1000, { [ATTRIBUTES.thread]: thread, [ATTRIBUTES.gcType]: type })
  }

  /** What the next collection reports of an agent. */
  observe(agent: Address, totals: HostTotals): void {
    this.#totals.set(agent, totals)
  }
}

function observeTraffic(
  result: BatchObservableResult,
  messages: Observable,
  io: Observable,
  agent: Address,
  direction: 'sent' | 'received',
  traffic: Readonly<Record<string, Traffic>>,
): void {
  for (const [kind, { count, bytes }] of Object.entries(traffic)) {
    const attributes = {
      [ATTRIBUTES.agent]: agent,
      [ATTRIBUTES.messageKind]: kind,
      [ATTRIBUTES.messageDirection]: direction,
    }
    result.observe(messages, count, attributes)
    result.observe(io, bytes, attributes)
  }
}
