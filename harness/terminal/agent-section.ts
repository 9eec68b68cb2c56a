/** One line per agent; of large clusters, only the slowest. */
import {
  type AgentRecord,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  plural,
  type RunRecord,
} from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'

const AGENTS_SHOWN_MAX = 16
const SLOWEST_SHOWN = 8

const COLUMNS: readonly Column[] = [
  { header: 'agent', align: 'left' },
  { header: 'probes', align: 'right', rank: 2 },
  { header: 'lost', align: 'right', rank: 1 },
  { header: 'p50', align: 'right' },
  { header: 'p99', align: 'right', rank: 3 },
  { header: 'max', align: 'right' },
  { header: 'CPU', align: 'right', rank: 5 },
  { header: 'memory', align: 'right', rank: 6 },
  { header: '', align: 'left', rank: 4 },
]

export function agentSection(record: RunRecord, layout: Layout): string[] {
  const { perAgent } = record
  const isAll = perAgent.length <= AGENTS_SHOWN_MAX
  const shown = isAll ? perAgent : [...perAgent].sort(slowestFirst).slice(0, SLOWEST_SHOWN)
  const lines = table(COLUMNS, shown.map(agentRow), { ...layout, indent: '  ' })
  if (isAll) return lines
  const others = plural(perAgent.length - shown.length, 'more agent')
  return [...lines, `  the slowest by p50; ${others} in report.html`]
}

function agentRow({ agent, probes, rtt, cpuCores, rssBytes, outcome }: AgentRecord): Cell[] {
  return [
    agent,
    formatCount(probes.sent),
    probes.timedOut === 0 ? '0' : { text: formatCount(probes.timedOut), format: 'yellow' },
    formatDuration(rtt.p50),
    formatDuration(rtt.p99),
    formatDuration(rtt.max),
    formatPercent(cpuCores),
    formatBytes(rssBytes),
    outcome === 'stopped' ? '' : { text: outcome, format: outcome === 'died' ? 'red' : 'dim' },
  ]
}

function slowestFirst(one: AgentRecord, other: AgentRecord): number {
  return (other.rtt.p50 ?? 0) - (one.rtt.p50 ?? 0)
}
