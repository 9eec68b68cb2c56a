/**
 * Turns what agents say into what a run has measured. Only probe cycles whose intended time falls
 * into the measured part count: told in time they are acked or timed out, else in flight. Every cycle
 * that is known to have been sent is one of these.
 */

import type { AgentEvent } from '../../agent/index.ts'
import {
  histogramOf,
  PROBE_OUTCOMES,
  type ProbeCounts,
  type ProbeTable,
  ProbeTableBuilder,
  type SplitCycles,
  type ViewChange,
} from '../../analysis/index.ts'
import { AgentLife, type MeasuredProcess } from './agent-life.ts'
import { SegmentJoin } from './segment-join.ts'

type ProbesEvent = Extract<AgentEvent, { event: 'probes' }>
type MemberEvent = Extract<AgentEvent, { event: 'member' }>
type ErrorEvent = Extract<AgentEvent, { event: 'error' }>
type Outcomes = Pick<ProbeCounts, 'acked' | 'ackedIndirect' | 'timedOut' | 'inFlight'>

const COUNT_OF = {
  acked: 'acked',
  'acked-indirect': 'ackedIndirect',
  'timed-out': 'timedOut',
} as const

/** Agents of an implementation that puts figures into its codes must not fill the memory. */
const ERROR_CODES_MAX = 100

export class Measurement {
  /** In the order of their starts. */
  readonly lives: AgentLife[] = []
  /** What agents could live with, whenever they said it: the first message of each code. */
  readonly agentErrors = new Map<string, string>()
  beganAtNs: number | undefined
  endedAtNs: number | undefined
  #isFrozen = false
  #current = new Map<string, AgentLife>()
  #outcomes = new Map<string, Outcomes>()
  #members: MemberEvent[] = []
  #rows = new ProbeTableBuilder()
  #ends = new SegmentJoin()
  #live = histogramOf([])

  take(process: MeasuredProcess, event: AgentEvent): void {
    switch (event.event) {
      case 'probes':
        this.#takeProbes(this.#lifeOf(event.agent, process), event)
        return
      case 'stats':
      case 'summary':
        this.#lifeOf(event.agent, process).takeTotals(event)
        return
      case 'ready':
        this.#lifeOf(event.agent, process).ready = event
        return
      case 'member':
        this.#members.push(event)
        return
      case 'answers':
        this.#ends.takeAnswers(event, (sentNs) => this.isMeasured(sentNs))
        return
      case 'error':
        this.#takeError(event)
        return
    }
  }

  /** The measured part begins; everybody's counters have just come in. */
  begin(atNs: number): void {
    this.beganAtNs = atNs
    for (const life of this.lives) life.begin()
  }

  /** The measured part is over: no cycle that is intended later counts. */
  end(atNs: number): void {
    this.endedAtNs = atNs
  }

  /** Everybody's counters have come in; what ends from now on was open when the measured part ended. */
  freeze(): void {
    this.#isFrozen = true
    for (const life of this.lives) life.freeze()
  }

  /** Whether something that happened at that moment belongs to the measured part. */
  isMeasured(atNs: number): boolean {
    const { beganAtNs, endedAtNs = Number.POSITIVE_INFINITY } = this
    return beganAtNs !== undefined && beganAtNs <= atNs && atNs < endedAtNs
  }

  /** Whether every cycle sent by the end is accounted for. */
  get isSettled(): boolean {
    return this.lives.every((life) => life.unreported === 0 || life.process.exit !== undefined)
  }

  /** Cycles that were sent and are neither told nor open. */
  get unaccounted(): number {
    return this.lives.reduce((sum, life) => sum + life.unaccounted, 0)
  }

  /** Cycles of the measured part so far. */
  get probes(): number {
    return this.#rows.length
  }

  /** For live display; undefined while nothing was acked. */
  liveRttMs(percentile: number): number | undefined {
    if (this.#live.totalCount === 0) return undefined
    return this.#live.getValueAtPercentile(percentile) / 1e6
  }

  table(): ProbeTable {
    return this.#rows.build()
  }

  /** Those cycles of the table both of whose ends are known. */
  splitCycles(): SplitCycles {
    return this.#ends.join()
  }

  /** Seconds from the start of the measured part. */
  secondsAt(atNs: number): number {
    return (atNs - (this.beganAtNs ?? atNs)) / 1e9
  }

  /** What the agents thought of each other, up to the end of the measured part. */
  views(): ViewChange[] {
    const endedAtNs = this.endedAtNs ?? Number.POSITIVE_INFINITY
    return this.#members
      .filter((event) => event.timeNs <= endedAtNs)
      .map((event) => ({
        atS: this.secondsAt(event.timeNs),
        agent: event.agent,
        member: event.peer,
        status: event.state,
        incarnation: event.incarnation,
        why: event.why,
        by: event.by ?? null,
      }))
      .sort((a, b) => a.atS - b.atS)
  }

  livesOf(agent: string): AgentLife[] {
    return this.lives.filter((life) => life.agent === agent)
  }

  countsOf(agent: string): ProbeCounts {
    const lives = this.livesOf(agent)
    const told = this.#outcomesOf(agent)
    const since = (counter: 'probesSkipped' | 'acksLate') =>
      lives.reduce((sum, { base, last }) => {
        return sum + (last?.counters[counter] ?? 0) - (base?.counters[counter] ?? 0)
      }, 0)
    const inFlight = lives.reduce((sum, life) => sum + life.unreported, told.inFlight)
    const sent = told.acked + told.ackedIndirect + told.timedOut + inFlight
    const skipped = since('probesSkipped')
    return { ...told, inFlight, sent, skipped, intended: sent + skipped, late: since('acksLate') }
  }

  #takeProbes(life: AgentLife, event: ProbesEvent): void {
    const { beganAtNs, endedAtNs } = this
    const agent = this.#rows.indexOf(event.agent)
    const outcomes = this.#outcomesOf(event.agent)
    for (const [index, row] of event.rows.entries()) {
      const [, targetIndex, intendedNs, sentNs, ackNs, outcome] = row
      life.takeRow(sentNs)
      if (beganAtNs === undefined || intendedNs < beganAtNs) continue
      if (endedAtNs !== undefined) {
        if (intendedNs >= endedAtNs) continue
        const wasOpen = ackNs === null ? this.#isFrozen : ackNs > endedAtNs
        if (wasOpen) {
          outcomes.inFlight += 1
          continue
        }
      }
      outcomes[COUNT_OF[outcome]] += 1
      if (ackNs !== null) this.#live.recordValue(Math.max(1, ackNs - sentNs))
      const target = event.targets[targetIndex] ?? ''
      const arrival = event.arrivals?.[index]
      if (arrival && ackNs !== null && outcome === 'acked') {
        const at = { row: this.#rows.length, prober: event.agent, target }
        this.#ends.takeAck({ ...at, sentNs, ackNs, arrival })
      }
      this.#rows.appendIndexed(
        agent,
        this.#rows.indexOf(target),
        (intendedNs - beganAtNs) / 1e9,
        (sentNs - beganAtNs) / 1e9,
        ackNs === null ? Number.NaN : (ackNs - sentNs) / 1e9,
        PROBE_OUTCOMES.indexOf(outcome),
      )
    }
  }

  #takeError({ code, message, fatal }: ErrorEvent): void {
    const { agentErrors } = this
    if (fatal || agentErrors.has(code) || agentErrors.size >= ERROR_CODES_MAX) return
    agentErrors.set(code, message)
  }

  #outcomesOf(agent: string): Outcomes {
    let outcomes = this.#outcomes.get(agent)
    if (outcomes === undefined) {
      outcomes = { acked: 0, ackedIndirect: 0, timedOut: 0, inFlight: 0 }
      this.#outcomes.set(agent, outcomes)
    }
    return outcomes
  }

  #lifeOf(agent: string, process: MeasuredProcess): AgentLife {
    const current = this.#current.get(agent)
    if (current?.process === process) return current
    const life = new AgentLife(agent, process)
    this.#current.set(agent, life)
    this.lives.push(life)
    return life
  }
}
