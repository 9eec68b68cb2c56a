/** A cluster at one moment, one line per agent. */
import type { AgentStatus } from '../cluster/cluster.ts'
import type { PaintFormat } from './paint.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'

const COLUMNS: readonly Column[] = [
  { header: '#', align: 'right' },
  { header: 'agent', align: 'left' },
  { header: 'pid', align: 'right', rank: 2 },
  { header: 'condition', align: 'left' },
  { header: 'seen alive by', align: 'left', rank: 1 },
  { header: 'sees', align: 'left', rank: 3 },
]

const CONDITION_FORMATS: Partial<Record<AgentStatus['condition'], PaintFormat>> = {
  running: 'green',
  paused: 'yellow',
  killed: 'red',
  died: 'red',
}

export function clusterStatus(statuses: readonly AgentStatus[], layout: Layout): string[] {
  return table(COLUMNS, statuses.map(statusRow), layout)
}

function statusRow(status: AgentStatus): Cell[] {
  const { index, address, pid, condition, seenAliveBy, others, sees } = status
  const seen = Object.entries(sees)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
  return [
    String(index),
    address,
    String(pid),
    { text: condition, format: CONDITION_FORMATS[condition] ?? 'dim' },
    `${seenAliveBy} of ${others}`,
    seen.join(', '),
  ]
}
