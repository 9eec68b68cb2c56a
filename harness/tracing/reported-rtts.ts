/**
 * The RTTs that agents tell themselves, by who pinged whom with which sequence number, so that they
 * stand beside those of the system-call boundary.
 */
import type { AgentEvent } from '../../agent/index.ts'
import type { SummaryOptions } from '../../analysis/index.ts'

export class ReportedRtts {
  readonly #rttNs = new Map<string, number>()

  get size(): number {
    return this.#rttNs.size
  }

  add(agent: string, peer: string, sequence: number, rttNs: number): void {
    this.#rttNs.set(keyOf(agent, peer, sequence), rttNs)
  }

  /** Takes what an event tells of; only transports that know the ack's arrival tell the sequence. */
  take(event: AgentEvent): void {
    if (event.event !== 'probes') return
    for (const [at, [, target, , sentNs, ackNs]] of event.rows.entries()) {
      const sequence = event.arrivals?.[at]?.[0]
      const peer = event.targets[target]
      if (sequence === undefined || peer === undefined || ackNs === null) continue
      this.add(event.agent, peer, sequence, ackNs - sentNs)
    }
  }

  /** A capture that does not say whose socket it was is of one agent: then any will do. */
  readonly lookup: NonNullable<SummaryOptions['reportedRtt']> = (peer, sequence, ownAddress) =>
    this.#rttNs.get(keyOf(ownAddress, peer, sequence))
}

function keyOf(agent: string, peer: string, sequence: number): string {
  return `${agent} ${peer} ${sequence}`
}
