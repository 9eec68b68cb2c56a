/** Datagrams and bytes by message kind, and what was refused, by reason. Only grows. */
import type { AgentTotals } from '../contract.ts'

/** Reasons come from peers' bytes through the decoder, which knows few; this bounds them all the same. */
const REASONS_MAX = 64

type MutableTraffic = { count: number; bytes: number }

export class TrafficCounters {
  readonly #sent = new Map<string, MutableTraffic>()
  readonly #received = new Map<string, MutableTraffic>()
  readonly #malformed = new Map<string, number>()
  readonly #sendErrors = new Map<string, number>()

  sent(kind: string, sizeBytes: number): void {
    add(this.#sent, kind, sizeBytes)
  }

  received(kind: string, sizeBytes: number): void {
    add(this.#received, kind, sizeBytes)
  }

  malformed(reason: string): void {
    count(this.#malformed, reason)
  }

  sendFailed(code: string): void {
    count(this.#sendErrors, code)
  }

  totals(): AgentTotals['messages'] {
    return {
      sent: snapshot(this.#sent),
      received: snapshot(this.#received),
      malformed: Object.fromEntries(this.#malformed),
      sendErrors: Object.fromEntries(this.#sendErrors),
    }
  }
}

function add(traffic: Map<string, MutableTraffic>, kind: string, sizeBytes: number): void {
  const known = traffic.get(kind)
  if (known === undefined) {
    traffic.set(kind, { count: 1, bytes: sizeBytes })
    return
  }
  known.count++
  known.bytes += sizeBytes
}

function count(counts: Map<string, number>, reason: string): void {
  const key = counts.has(reason) || counts.size < REASONS_MAX ? reason : 'other'
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function snapshot(traffic: Map<string, MutableTraffic>): Record<string, MutableTraffic> {
  return Object.fromEntries(
    Array.from(traffic, ([kind, { count, bytes }]) => [kind, { count, bytes }]),
  )
}
