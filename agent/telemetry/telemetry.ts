/**
 * The bounded queue in front of OpenTelemetry. Events wait here until the SDK is loaded, and while its
 * own queue is full; what does not fit is counted. Nothing here ever waits for a collector.
 */
import type { TelemetryTotals } from '../contract.ts'
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import type { HostTotals } from '../runtime/agent-host.ts'
import type { GcPause, ThreadName } from '../runtime/pauses.ts'
import type { Metrics } from './metrics.ts'
import type { RunningSdk, SdkOptions } from './sdk.ts'

/** Some minutes of a fast agent, or a second of many. */
const EVENTS_MAX = 65_536
/** Measurements that are kept while the SDK is being loaded: far more than there are. */
const EARLY_MAX = 4096

export interface Telemetry {
  record(agent: Address, event: ProtocolEvent): void
  /** An agent's counters, for the metrics. */
  observe(agent: Address, totals: HostTotals): void
  /** What the protocol thread handed over waited so long for this one. */
  delayed(durationMs: number): void
  /** V8 stopped a thread. */
  paused(thread: ThreadName, pause: GcPause): void
  /** Events that were dropped before they came here. */
  droppedElsewhere(events: number): void
  totals(): TelemetryTotals
  /** Exports what there is, for at most `timeoutMs`; what is left then counts as dropped. */
  shutdown(timeoutMs: number): Promise<void>
}

export type TelemetryOptions = Omit<SdkOptions, 'totals' | 'settled'>

/** Keeps the counts of a process without telemetry: all zero. */
export const NO_TELEMETRY: Telemetry = {
  record: () => {},
  observe: () => {},
  delayed: () => {},
  paused: () => {},
  droppedElsewhere: () => {},
  totals: () => ({ spansStarted: 0, spansExported: 0, spansDropped: 0, eventsDropped: 0 }),
  shutdown: () => Promise.resolve(),
}

/** Begins loading the SDK; takes events from now on. */
export function openTelemetry(options: TelemetryOptions): Telemetry {
  return new QueuedTelemetry(options)
}

class QueuedTelemetry implements Telemetry {
  readonly #queue: [Address, ProtocolEvent][] = []
  /** Everything before this index has been taken. */
  #head = 0
  #eventsDropped = 0
  #sdk: RunningSdk | undefined
  #closed = false
  #drained: (() => void) | undefined
  readonly #loading: Promise<void>
  readonly #latest = new Map<Address, HostTotals>()
  readonly #early: ((metrics: Metrics) => void)[] = []

  constructor(options: TelemetryOptions) {
    this.#loading = this.#load(options)
  }

  record(agent: Address, event: ProtocolEvent): void {
    if (this.#head === this.#queue.length && this.#sdk?.hasRoom() && !this.#closed) {
      this.#sdk.record(agent, event)
    } else if (this.#closed || this.#queue.length - this.#head >= EVENTS_MAX) {
      this.#eventsDropped++
    } else {
      this.#queue.push([agent, event])
    }
  }

  observe(agent: Address, totals: HostTotals): void {
    if (this.#sdk === undefined) this.#latest.set(agent, totals)
    else this.#sdk.metrics.observe(agent, totals)
  }

  delayed(durationMs: number): void {
    this.#measure((metrics) => metrics.delayed(durationMs))
  }

  paused(thread: ThreadName, pause: GcPause): void {
    this.#measure((metrics) => metrics.paused(thread, pause))
  }

  droppedElsewhere(events: number): void {
    this.#eventsDropped += events
  }

  totals(): TelemetryTotals {
    const ledger = this.#sdk?.ledger
    return {
      spansStarted: ledger?.started ?? 0,
      spansExported: ledger?.exported ?? 0,
      spansDropped: ledger?.dropped ?? 0,
      eventsDropped: this.#eventsDropped,
    }
  }

  async shutdown(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const expired = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs)
    })
    await Promise.race([this.#flush(), expired])
    clearTimeout(timer)
    this.#closed = true
    this.#eventsDropped += this.#queue.length - this.#head
    this.#head = this.#queue.length
    this.#sdk?.ledger.close()
  }

  async #flush(): Promise<void> {
    await this.#loading
    if (this.#head < this.#queue.length) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve
      })
    }
    await this.#sdk?.shutdown()
  }

  async #load(options: TelemetryOptions): Promise<void> {
    try {
      const { startSdk } = await import('./sdk.ts')
      this.#sdk = await startSdk({
        ...options,
        totals: () => this.totals(),
        settled: () => this.#pump(),
      })
    } catch (error) {
      this.#closed = true
      this.#eventsDropped += this.#queue.length
      this.#queue.length = 0
      options.problem(`telemetry could not be started: ${(error as Error).message}`)
      return
    }
    const { metrics } = this.#sdk
    for (const [agent, totals] of this.#latest) metrics.observe(agent, totals)
    this.#latest.clear()
    for (const enter of this.#early.splice(0)) enter(metrics)
    this.#pump()
  }

  #measure(enter: (metrics: Metrics) => void): void {
    if (this.#sdk !== undefined) enter(this.#sdk.metrics)
    else if (!this.#closed && this.#early.length < EARLY_MAX) this.#early.push(enter)
  }

  #pump(): void {
    const sdk = this.#sdk
    if (sdk === undefined || this.#closed) return
    for (; this.#head < this.#queue.length && sdk.hasRoom(); this.#head++) {
      const [agent, event] = this.#queue[this.#head] as [Address, ProtocolEvent]
      sdk.record(agent, event)
    }
    if (this.#head < this.#queue.length && this.#head < this.#queue.length / 2) return
    this.#queue.splice(0, this.#head)
    this.#head = 0
    if (this.#queue.length === 0) this.#drained?.()
  }
}
