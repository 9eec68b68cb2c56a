/**
 * One agent in one process, from ready to end: its counters at the borders of the measured part, and
 * the probe cycles that it has sent but not yet told the end of.
 */
import type { AgentEvent } from '../../agent/index.ts'
import type { AgentProcess } from '../cluster/agent-process.ts'

export type Totals = Extract<AgentEvent, { event: 'stats' | 'summary' }>
type Ready = Extract<AgentEvent, { event: 'ready' }>

/** What a record needs to know of the process behind an agent. */
export type MeasuredProcess = Pick<
  AgentProcess,
  'name' | 'addresses' | 'pid' | 'condition' | 'exit' | 'problemCount' | 'problems' | 'describeEnd'
>

export class AgentLife {
  readonly agent: string
  readonly process: MeasuredProcess
  ready: Ready | undefined
  /** Counters when the measured part began; undefined for a life that began within it. */
  base: Totals | undefined
  /** The newest counters, up to the end of the measured part. */
  last: Totals | undefined
  /** The newest of all. */
  newest: Totals | undefined
  /** Of the measured part. */
  localHealthMax = 0
  #rows = 0
  #unreported = 0
  #isFrozen = false

  constructor(agent: string, process: MeasuredProcess) {
    this.agent = agent
    this.process = process
  }

  /** Cycles that `last` counts as sent and whose end has not been told. */
  get unreported(): number {
    return this.#unreported
  }

  /** Cycles that are neither told nor open any more: what should be none, always. */
  get unaccounted(): number {
    if (this.process.exit !== undefined) return 0
    return Math.max(0, this.#unreported - (this.newest?.probesInFlight ?? 0))
  }

  takeTotals(totals: Totals): void {
    this.newest = totals
    if (this.#isFrozen) return
    this.last = totals
    this.#unreported = Math.max(0, totals.counters.probesSent - this.#rows)
    this.localHealthMax = Math.max(this.localHealthMax, totals.localHealth)
  }

  takeRow(sentNs: number): void {
    this.#rows += 1
    if (this.last !== undefined && sentNs <= this.last.timeNs && this.#unreported > 0) {
      this.#unreported -= 1
    }
  }

  /** The measured part begins. */
  begin(): void {
    this.base = this.last
    this.localHealthMax = this.last?.localHealth ?? 0
  }

  /** The measured part has ended; later counters are not part of it. */
  freeze(): void {
    this.#isFrozen = true
  }

  /** How long this life was measured, in seconds: between the counters at both borders. */
  get measuredS(): number {
    const fromNs = this.base?.timeNs ?? this.ready?.timeNs
    if (fromNs === undefined || this.last === undefined) return 0
    return Math.max(0, (this.last.timeNs - fromNs) / 1e9)
  }
}
