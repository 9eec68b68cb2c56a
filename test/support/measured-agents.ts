/** Agents that say what a test lets them say, for what is made of it. Times are seconds from zero. */
import type { AgentEvent } from '../../agent/index.ts'
import { zeroCounters } from '../../agent/protocol/counters.ts'
import type { MeasuredProcess } from '../../harness/recording/agent-life.ts'

type Totals = Extract<AgentEvent, { event: 'stats' }>
type Row = Extract<AgentEvent, { event: 'probes' }>['rows'][number]

export const A = '127.0.0.1:9000'
export const B = '127.0.0.1:9001'

export function measuredProcess(some: Partial<MeasuredProcess> = {}): MeasuredProcess {
  return {
    name: A,
    addresses: [A],
    pid: 100,
    condition: 'running',
    exit: undefined,
    problemCount: 0,
    problems: [],
    describeEnd: () => 'exit code 1',
    ...some,
  }
}

export function ns(seconds: number): number {
  return Math.round(seconds * 1e9)
}

export function ready(agent: string, atS: number): AgentEvent {
  const implementation = { name: 'swimbench', version: '1' }
  const common = { agent, timeNs: ns(atS), contract: 1, pid: 100 }
  return { event: 'ready', ...common, implementation, transport: 'dgram' }
}

export function stats(
  agent: string,
  atS: number,
  counters: Partial<Totals['counters']>,
  some: Partial<Totals> = {},
): Totals {
  return {
    event: 'stats',
    agent,
    timeNs: ns(atS),
    members: { alive: 2, suspect: 0, dead: 0, left: 0 },
    incarnation: 0,
    localHealth: 0,
    probesInFlight: 0,
    counters: { ...zeroCounters(), ...counters },
    messages: { sent: {}, received: {}, malformed: {}, sendErrors: {} },
    telemetry: { spansStarted: 0, spansExported: 0, spansDropped: 0, eventsDropped: 0 },
    ...some,
  }
}

/** A cycle that was sent a millisecond late; without `rttS` it timed out. */
export function row(
  cycle: number,
  intendedS: number,
  rttS?: number,
  outcome: Row[5] = rttS === undefined ? 'timed-out' : 'acked',
): Row {
  const sentS = intendedS + 0.001
  return [cycle, 0, ns(intendedS), ns(sentS), rttS === undefined ? null : ns(sentS + rttS), outcome]
}

export function probes(agent: string, atS: number, target: string, ...rows: Row[]): AgentEvent {
  return { event: 'probes', agent, timeNs: ns(atS), targets: [target], rows, lateNs: [] }
}
