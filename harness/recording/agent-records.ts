/** What a record says of each agent. An agent that was restarted is one agent with several lives. */
import {
  type AgentRecord,
  type ProbeTable,
  probeLatencies,
  summarizeLatency,
} from '../../analysis/index.ts'
import type { AgentLife } from './agent-life.ts'
import type { Measurement } from './measurement.ts'
import type { ProcessSampler, ProcessUsage } from './process-sampler.ts'

/** The kernel counts CPU time in ticks of ten milliseconds: over less than this it says nothing. */
const CPU_WALL_S_MIN = 0.1

type Counts = Record<string, number>
type TrafficByKind = AgentRecord['messages']['sent']

export function agentRecords(
  measurement: Measurement,
  table: ProbeTable,
  addresses: readonly string[],
  sampler: ProcessSampler,
): AgentRecord[] {
  const latencies = new Map(probeLatencies(table).map((of) => [of.agent, of]))
  return addresses.map((agent) => {
    const lives = measurement.livesOf(agent)
    const measured = latencies.get(agent)
    const told =
      lives.find(({ process }) => process.condition === 'died') ??
      lives.findLast(({ process }) => process.condition === 'killed') ??
      lives.at(-1)
    const condition = told?.process.condition
    const usage = usageOf(lives, sampler)
    return {
      agent,
      pid: lives.at(-1)?.process.pid ?? 0,
      outcome: condition === 'died' || condition === 'killed' ? condition : 'stopped',
      exit: exitOf(told, measurement),
      rtt: summarizeLatency(measured === undefined ? [] : [measured.rttS]),
      lag: summarizeLatency(measured === undefined ? [] : [measured.lagS]),
      probes: measurement.countsOf(agent),
      messages: {
        sent: trafficOf(lives, 'sent'),
        received: trafficOf(lives, 'received'),
        malformed: countsOf(lives, 'malformed'),
        sendErrors: countsOf(lives, 'sendErrors'),
      },
      cpuCores:
        usage !== undefined && usage.wallS >= CPU_WALL_S_MIN ? usage.cpuS / usage.wallS : null,
      rssBytes: usage?.rssBytes ?? null,
      acksStray: counterOf(lives, 'acksStray'),
      selfRefutations: counterOf(lives, 'selfRefutations'),
      localHealthMax: lives.reduce((most, life) => Math.max(most, life.localHealthMax), 0),
    }
  })
}

/** Of all lives together: their times add up, and memory is that of the largest. */
function usageOf(lives: readonly AgentLife[], sampler: ProcessSampler): ProcessUsage | undefined {
  let total: ProcessUsage | undefined
  for (const { process } of lives) {
    const usage = sampler.usageOf(process.pid)
    if (usage === undefined) continue
    total = {
      cpuS: (total?.cpuS ?? 0) + usage.cpuS,
      wallS: (total?.wallS ?? 0) + usage.wallS,
      rssBytes: Math.max(total?.rssBytes ?? 0, usage.rssBytes),
    }
  }
  return total
}

function exitOf(life: AgentLife | undefined, measurement: Measurement): AgentRecord['exit'] {
  const exit = life?.process.exit
  if (exit === undefined) return null
  return {
    code: exit.code ?? null,
    signal: exit.signal ?? null,
    atS: measurement.secondsAt(exit.atNs),
  }
}

function counterOf(lives: readonly AgentLife[], counter: 'acksStray' | 'selfRefutations'): number {
  return lives.reduce((sum, { base, last }) => {
    return sum + (last?.counters[counter] ?? 0) - (base?.counters[counter] ?? 0)
  }, 0)
}

/** By message kind, between the borders of the measured part. */
function trafficOf(lives: readonly AgentLife[], direction: 'sent' | 'received'): TrafficByKind {
  const total: TrafficByKind = {}
  for (const { base, last } of lives) {
    for (const [kind, { count, bytes }] of Object.entries(last?.messages[direction] ?? {})) {
      const before = base?.messages[direction][kind]
      const sum = total[kind]
      if (count === before?.count) continue
      total[kind] = {
        count: (sum?.count ?? 0) + count - (before?.count ?? 0),
        bytes: (sum?.bytes ?? 0) + bytes - (before?.bytes ?? 0),
      }
    }
  }
  return total
}

function countsOf(lives: readonly AgentLife[], what: 'malformed' | 'sendErrors'): Counts {
  const total: Counts = {}
  for (const { base, last } of lives) {
    for (const [reason, count] of Object.entries(last?.messages[what] ?? {})) {
      const more = count - (base?.messages[what][reason] ?? 0)
      if (more > 0) total[reason] = (total[reason] ?? 0) + more
    }
  }
  return total
}
