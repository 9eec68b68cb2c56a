/** Stored runs, one line each. */
import { formatDuration, formatDurationShort, type RunRecord } from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'

const COLUMNS: readonly Column[] = [
  { header: 'run', align: 'left' },
  { header: 'when', align: 'left', rank: 5 },
  { header: 'scenario', align: 'left', rank: 7 },
  { header: 'nodes', align: 'right', rank: 6 },
  { header: 'duration', align: 'right', rank: 4 },
  { header: 'p50', align: 'right' },
  { header: 'p99', align: 'right', rank: 1 },
  { header: 'outcome', align: 'left', rank: 2 },
  { header: 'commit', align: 'left', rank: 3 },
]

export function runList(records: readonly RunRecord[], layout: Layout): string {
  return table(COLUMNS, records.map(runRow), layout).join('\n')
}

function runRow({ id, startedAt, config, durationS, rtt, outcome, commit }: RunRecord): Cell[] {
  return [
    id,
    whenCell(startedAt),
    config.scenario,
    String(config.nodes),
    formatDurationShort(durationS),
    formatDuration(rtt.p50),
    formatDuration(rtt.p99),
    outcome === 'complete' ? outcome : { text: outcome, format: 'yellow' },
    commitCell(commit),
  ]
}

export function whenCell(startedAt: string): string {
  return `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)}`
}

/** With a plus where something had been changed since. */
export function commitCell(commit: RunRecord['commit']): string {
  return commit === null ? '' : `${commit.sha.slice(0, 8)}${commit.dirty ? '+' : ''}`
}
