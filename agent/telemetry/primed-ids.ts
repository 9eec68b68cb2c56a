/**
 * Span ids that were decided before the span: those that travelled on the wire. Primed right before
 * `startSpan`, used once; every other id is random.
 */
import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace'

export class PrimedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator()
  #traceId: string | undefined
  #spanId: string | undefined

  /** The ids of the next span; undefined ones are generated. */
  prime(traceId: string | undefined, spanId: string | undefined): void {
    this.#traceId = traceId
    this.#spanId = spanId
  }

  generateTraceId(): string {
    const traceId = this.#traceId ?? this.#random.generateTraceId()
    this.#traceId = undefined
    return traceId
  }

  generateSpanId(): string {
    const spanId = this.#spanId ?? this.#random.generateSpanId()
    this.#spanId = undefined
    return spanId
  }
}
