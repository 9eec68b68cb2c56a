/** What one agent does, as lines: changes as they happen, and a tick line about the last second. */
import { formatDuration, plural } from '../../analysis/index.ts'
import type { HeardEvent } from '../cluster/member-rows.ts'
import { memberChange } from './member-change.ts'
import type { Paint } from './paint.ts'
import { joinFitting } from './text.ts'

type MemberState = Extract<HeardEvent, { event: 'member' }>['state']

export class AgentView {
  #paint: Paint
  #members = new Map<string, MemberState>()
  #rttsS: number[] = []
  #timedOut = 0
  #localHealth = 0

  constructor(paint: Paint) {
    this.#paint = paint
  }

  /** The lines an event is worth. */
  take(event: HeardEvent): string[] {
    switch (event.event) {
      case 'ready': {
        const { agent, pid, implementation, transport } = event
        const who = `${implementation.name} ${implementation.version}, ${transport}, pid ${pid}`
        return [`listening on ${this.#paint('bold', agent)} (${who})`]
      }
      case 'joined':
        return [event.seed === undefined ? 'founded a cluster' : `joined through ${event.seed}`]
      case 'member':
        if (event.peer !== event.agent) this.#members.set(event.peer, event.state)
        return [memberChange(event, this.#paint)]
      case 'probes':
        for (const [, , , sentNs, ackNs] of event.rows) {
          if (ackNs === null) this.#timedOut += 1
          else this.#rttsS.push((ackNs - sentNs) / 1e9)
        }
        return []
      case 'stats':
        this.#localHealth = event.localHealth
        return []
      case 'left':
        return ['left the cluster']
      case 'error':
        return [this.#paint('red', event.message)]
      case 'summary': {
        const { probesSent, probesAcked, probesAckedIndirect, probesTimedOut } = event.counters
        return [
          `${plural(probesSent, 'probe')} sent: ${probesAcked} acked, ${probesAckedIndirect} through relays, ${probesTimedOut} timed out`,
        ]
      }
      case 'suspicion':
      case 'answers':
        return []
    }
  }

  /** Tells of what came since the last tick, median first, and forgets it. */
  tick(columns: number): string {
    const rtts = this.#rttsS.toSorted((one, other) => one - other)
    const middle = rtts[Math.floor((rtts.length - 1) / 2)]
    const parts = [
      this.#population(),
      middle === undefined ? '' : `RTT ${formatDuration(middle)}`,
      rtts.length < 2 ? '' : `max ${formatDuration(rtts.at(-1))} of ${rtts.length}`,
      this.#timedOut === 0 ? '' : this.#paint('yellow', `${this.#timedOut} timed out`),
      this.#localHealth === 0 ? '' : `local health ${this.#localHealth}`,
    ]
    this.#rttsS = []
    this.#timedOut = 0
    return joinFitting(parts, '  ', columns)
  }

  #population(): string {
    const states = [...this.#members.values()]
    const count = (state: MemberState) => states.filter((one) => one === state).length
    const others = (['suspect', 'dead', 'left'] as const)
      .filter((state) => count(state) > 0)
      .map((state) => `, ${count(state)} ${state}`)
    // The agent itself is a member too.
    return `${plural(count('alive') + 1, 'member')} alive${others.join('')}`
  }
}
