/** The pings of one socket that wait for their acks, and those it has heard and not yet acked. */
import type { Cycle } from './open-cycles.ts'

/** Pings whose acks never come must not fill the memory. */
const PINGS_MAX = 1024
const HEARD_MAX = 256

export type HeardPing = { readonly peer: string; readonly endNs: number }

export class SocketTalk {
  /** By sequence; the oldest first. */
  readonly pings = new Map<number, Cycle>()
  readonly heard = new Map<number, HeardPing>()
  pingsSent = 0
  pingsHeard = 0
  /** It sends to itself, which is how an agent rehearses: nothing of it counts. */
  isStage = false

  sendPing(sequence: number, cycle: Cycle): void {
    this.pingsSent += 1
    insert(this.pings, sequence, cycle, PINGS_MAX)
  }

  hearPing(sequence: number, ping: HeardPing): void {
    this.pingsHeard += 1
    insert(this.heard, sequence, ping, HEARD_MAX)
  }

  /** Forgets all that it has said and heard, and returns how many pings that were. */
  becomeStage(): number {
    for (const cycle of this.pings.values()) cycle.thread.end(cycle)
    const pings = this.pingsSent + this.pingsHeard
    this.pings.clear()
    this.heard.clear()
    this.pingsSent = 0
    this.pingsHeard = 0
    this.isStage = true
    return pings
  }
}

/** As the newest; the oldest makes room. */
function insert<T>(map: Map<number, T>, key: number, value: T, sizeMax: number): void {
  map.delete(key)
  if (map.size >= sizeMax) {
    const [oldest] = map.keys()
    if (oldest !== undefined) map.delete(oldest)
  }
  map.set(key, value)
}
