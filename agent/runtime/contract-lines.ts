/**
 * Protocol events as the lines of the agent contract. One instance per agent: probe cycles are
 * gathered into rows until somebody takes them.
 */
import type {
  AgentEvent,
  AnswersEvent,
  ArrivalRow,
  MemberLine,
  MembersEvent,
  ProbeRow,
  ProbesEvent,
  StatsEvent,
} from '../contract.ts'
import type { ProbeCycleEvent, ProtocolEvent } from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import { AddressList } from './address-list.ts'
import type { HostTotals } from './agent-host.ts'
import type { Answers } from './answer-log.ts'
import { nanoseconds } from './clock.ts'
import type { MemberRows } from './member-log.ts'

export class ContractLines {
  readonly agent: Address
  #rows: ProbeRow[] = []
  /** As many as rows; only told when one of them is known. */
  #arrivals: (ArrivalRow | null)[] = []
  #lateNs: number[] = []
  #targets = new AddressList()

  constructor(agent: Address) {
    this.agent = agent
  }

  /** The line to write at once, if the event makes one. */
  take(event: ProtocolEvent): AgentEvent | undefined {
    const { agent } = this
    switch (event.kind) {
      case 'joined': {
        const seed = event.seed === undefined ? {} : { seed: event.seed }
        return { event: 'joined', agent, timeNs: nanoseconds(event.atMs), ...seed }
      }
      case 'member':
        return {
          event: 'member',
          agent,
          timeNs: nanoseconds(event.atMs),
          peer: event.member,
          state: event.status,
          incarnation: event.incarnation,
          why: event.why,
          ...(event.by === undefined ? {} : { by: event.by }),
        }
      case 'suspicion':
        return {
          event: 'suspicion',
          agent,
          timeNs: nanoseconds(event.endedMs),
          peer: event.member,
          incarnation: event.incarnation,
          startedNs: nanoseconds(event.startedMs),
          outcome: event.outcome,
          accusers: event.accusers.map(({ by, evidence }) => ({ by, evidence })),
        }
      case 'probe-cycle':
        this.#rows.push(this.#row(event))
        this.#arrivals.push(arrivalOf(event))
        return undefined
      case 'late-ack':
        this.#lateNs.push(nanoseconds(event.ackMs) - nanoseconds(event.sentMs))
        return undefined
      default:
        return undefined
    }
  }

  /** What this agent thinks of others now: one change as `member`, several in one line. */
  members(atMs: number, { peers, rows }: MemberRows): MemberLine | MembersEvent {
    const { agent } = this
    const [first, second] = rows
    if (first === undefined || second !== undefined) {
      return { event: 'members', agent, timeNs: nanoseconds(atMs), peers, rows }
    }
    const [timeNs, peer, state, incarnation, why, by] = first
    const line = { event: 'member', agent, timeNs, peer: peers[peer] as Address } as const
    const accuser = by === undefined ? {} : { by: peers[by] as Address }
    return { ...line, state, incarnation, why, ...accuser }
  }

  /** The probe cycles since the last call; undefined when there were none. */
  takeProbes(atMs: number): ProbesEvent | undefined {
    if (this.#rows.length === 0 && this.#lateNs.length === 0) return undefined
    const line: ProbesEvent = {
      event: 'probes',
      agent: this.agent,
      timeNs: nanoseconds(atMs),
      targets: this.#targets.all,
      rows: this.#rows,
      lateNs: this.#lateNs,
      ...(this.#arrivals.some((row) => row !== null) && { arrivals: this.#arrivals }),
    }
    this.#rows = []
    this.#arrivals = []
    this.#lateNs = []
    this.#targets = new AddressList()
    return line
  }

  answers(atMs: number, answers: Answers): AnswersEvent {
    return { event: 'answers', agent: this.agent, timeNs: nanoseconds(atMs), ...answers }
  }

  stats(
    atMs: number,
    totals: HostTotals,
    ofProcess: Pick<StatsEvent, 'telemetry' | 'runtime'>,
  ): StatsEvent {
    const { newsQueued: _, ...rest } = totals
    return { event: 'stats', agent: this.agent, timeNs: nanoseconds(atMs), ...rest, ...ofProcess }
  }

  #row(event: ProbeCycleEvent): ProbeRow {
    return [
      event.cycle,
      this.#targets.indexOf(event.target),
      nanoseconds(event.intendedMs),
      nanoseconds(event.sentMs),
      event.ackMs === undefined ? null : nanoseconds(event.ackMs),
      event.outcome,
    ]
  }
}

function arrivalOf({ sequence, arrival }: ProbeCycleEvent): ArrivalRow | null {
  if (arrival === undefined) return null
  return [sequence, nanoseconds(arrival.kernelMs), nanoseconds(arrival.awakeMs)]
}
