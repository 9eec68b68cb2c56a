/**
 * Accounts for every span: started = exported + dropped + queued, always. The batch processor drops
 * without a word when its queue is full, so the queue is mirrored here and nothing enters a full one.
 */
import { TraceFlags } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'

type ExportCallback = Parameters<SpanExporter['export']>[1]
type ExportResult = Parameters<ExportCallback>[0]
type StartedSpan = Parameters<SpanProcessor['onStart']>[0]
type StartedContext = Parameters<SpanProcessor['onStart']>[1]

export class SpanLedger {
  started = 0
  exported = 0
  dropped = 0
  /** In the batch processor, not yet handed to the exporter. */
  waiting = 0
  #closed = false
  readonly #settled: () => void

  /** `settled` is called whenever an export has ended, well or not. */
  constructor(settled: () => void) {
    this.#settled = settled
  }

  /** Neither exported nor dropped yet. */
  get queued(): number {
    return this.started - this.exported - this.dropped
  }

  /** Everything not exported by now counts as dropped; later answers change nothing. */
  close(): void {
    this.#closed = true
    this.dropped = this.started - this.exported
  }

  settle(spans: number, isExported: boolean): void {
    if (this.#closed) return
    if (isExported) this.exported += spans
    else this.dropped += spans
    this.#settled()
  }

  /** Whether a span may enter the queue; it is counted either way. */
  admit(queueSizeMax: number): boolean {
    this.started++
    if (!this.#closed && this.waiting < queueSizeMax) {
      this.waiting++
      return true
    }
    this.dropped++
    return false
  }
}

/** An exporter whose results are entered in the ledger. */
export function accountedExporter(inner: SpanExporter, ledger: SpanLedger): SpanExporter {
  return {
    export(spans: ReadableSpan[], done: ExportCallback): void {
      ledger.waiting -= spans.length
      inner.export(spans, (result: ExportResult) => {
        // 0 is ExportResultCode.SUCCESS.
        ledger.settle(spans.length, result.code === 0)
        done(result)
      })
    },
    shutdown: () => inner.shutdown(),
    forceFlush: () => inner.forceFlush?.() ?? Promise.resolve(),
  }
}

/** A processor that passes on what the ledger admits. */
export class AccountedProcessor implements SpanProcessor {
  readonly #inner: SpanProcessor
  readonly #ledger: SpanLedger
  readonly #queueSizeMax: number

  constructor(inner: SpanProcessor, ledger: SpanLedger, queueSizeMax: number) {
    this.#inner = inner
    this.#ledger = ledger
    this.#queueSizeMax = queueSizeMax
  }

  onStart(span: StartedSpan, context: StartedContext): void {
    this.#inner.onStart(span, context)
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    if (this.#ledger.admit(this.#queueSizeMax)) this.#inner.onEnd(span)
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush()
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown()
  }
}
