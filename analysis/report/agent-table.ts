/** What each agent measured and cost, a line each. */
import type { DataTable } from '../charts/chart.ts'
import { formatBytes, formatCount, formatDuration, formatPercent } from '../format.ts'
import type { AgentRecord } from '../run-record.ts'

type Column = {
  readonly name: string
  /** Left out when it is zero everywhere. */
  readonly rare?: boolean
  value(agent: AgentRecord): number | null
  readonly format: (value: number | null) => string
}

const COLUMNS: readonly Column[] = [
  { name: 'probes', value: ({ probes }) => probes.sent, format: formatCount },
  { name: 'timed out', value: ({ probes }) => probes.timedOut, format: formatCount },
  { name: 'p50', value: ({ rtt }) => rtt.p50, format: formatDuration },
  { name: 'p99', value: ({ rtt }) => rtt.p99, format: formatDuration },
  { name: 'max', value: ({ rtt }) => rtt.max, format: formatDuration },
  { name: 'jitter', value: ({ rtt }) => rtt.jitter, format: formatDuration },
  { name: 'lag max', value: ({ lag }) => lag.max, format: formatDuration },
  { name: 'sent', value: ({ messages }) => total(messages.sent), format: formatCount },
  { name: 'received', value: ({ messages }) => total(messages.received), format: formatCount },
  {
    name: 'refuted itself',
    rare: true,
    value: (agent) => agent.selfRefutations,
    format: formatCount,
  },
  {
    name: 'local health max',
    rare: true,
    value: (agent) => agent.localHealthMax,
    format: formatCount,
  },
  { name: 'CPU', value: (agent) => agent.cpuCores, format: formatPercent },
  { name: 'memory', value: (agent) => agent.rssBytes, format: formatBytes },
]

export type SortableTable = DataTable & {
  readonly sortKeys: readonly (readonly (number | undefined)[])[]
}

/** Columns that would only repeat that nothing happened are left out. */
export function agentTable(agents: readonly AgentRecord[]): SortableTable {
  const columns = COLUMNS.filter(
    ({ rare, value }) => rare !== true || agents.some((agent) => (value(agent) ?? 0) > 0),
  )
  return {
    columns: ['agent', ...columns.map(({ name }) => name), 'ended'],
    rows: agents.map((agent) => [
      agent.agent,
      ...columns.map(({ value, format }) => format(value(agent))),
      endOf(agent),
    ]),
    sortKeys: agents.map((agent, index) => [
      index,
      ...columns.map(({ value }) => value(agent) ?? undefined),
      undefined,
    ]),
  }
}

function endOf({ outcome, exit }: AgentRecord): string {
  if (outcome === 'stopped' || exit === null) return outcome
  const how = exit.signal ?? (exit.code === null ? undefined : `code ${exit.code}`)
  return `${outcome} at ${formatDuration(exit.atS)}${how === undefined ? '' : ` (${how})`}`
}

function total(traffic: AgentRecord['messages']['sent']): number {
  return Object.values(traffic).reduce((sum, { count }) => sum + count, 0)
}
