/**
 * The spans of probe cycles that failed lately, by agent and cycle: what late acks belong to and
 * suspicions are linked to. Bounded; the oldest are forgotten.
 */
import type { SpanContext } from '@opentelemetry/api'
import type { Address } from '../protocol/message.ts'

const CYCLES_PER_AGENT_MAX = 256

export class FailedCycles {
  readonly #byAgent = new Map<Address, Map<number, SpanContext>>()

  remember(agent: Address, cycle: number, span: SpanContext): void {
    let cycles = this.#byAgent.get(agent)
    if (cycles === undefined) {
      cycles = new Map()
      this.#byAgent.set(agent, cycles)
    }
    cycles.set(cycle, span)
    if (cycles.size <= CYCLES_PER_AGENT_MAX) return
    for (const oldest of cycles.keys()) {
      cycles.delete(oldest)
      return
    }
  }

  recall(agent: Address, cycle: number): SpanContext | undefined {
    return this.#byAgent.get(agent)?.get(cycle)
  }
}
