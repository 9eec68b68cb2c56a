/** What an agent counts. Plain numbers that only grow, so that readers can take differences. */

export type Counters = {
  /** Probe cycles the grid called for: intended = sent + skipped. */
  probesIntended: number
  probesSkipped: number
  /** sent = acked + ackedIndirect + timedOut + in flight. */
  probesSent: number
  probesAcked: number
  probesAckedIndirect: number
  probesTimedOut: number
  /** Acks straight from the target after its cycle had timed out or been answered through a relay. */
  acksLate: number
  /** Acks and nacks that match nothing this agent asked for. */
  acksStray: number
  suspicionsStarted: number
  suspicionsRefuted: number
  suspicionsConfirmed: number
  /** Times this agent had to refute news about itself. */
  selfRefutations: number
  exchangesCompleted: number
  exchangesFailed: number
}

export function zeroCounters(): Counters {
  return {
    probesIntended: 0,
    probesSkipped: 0,
    probesSent: 0,
    probesAcked: 0,
    probesAckedIndirect: 0,
    probesTimedOut: 0,
    acksLate: 0,
    acksStray: 0,
    suspicionsStarted: 0,
    suspicionsRefuted: 0,
    suspicionsConfirmed: 0,
    selfRefutations: 0,
    exchangesCompleted: 0,
    exchangesFailed: 0,
  }
}
