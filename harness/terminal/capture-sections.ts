/** What the reports of all captures share: their head, what watching cost, and the files they left. */
import {
  type CaptureCost,
  type CaptureRecord,
  formatDuration,
  formatDurationShort,
  formatPercent,
} from '../../analysis/index.ts'
import type { CaptureFiles } from './capture-files.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { truncate, wrap } from './text.ts'

const COMMAND_CHARS_MAX = 60
const INDENT = '  '
const NO_HEADER: Column = { header: '', align: 'left' }

/** `record` must be printable already. */
export function headSection(record: CaptureRecord, { columns, paint }: Layout): string[] {
  const { id, outcome, tool, target, durationS } = record
  const facts = [
    target.address ?? '',
    `pid ${target.pid}`,
    target.startedByUs ? 'an agent of ours' : truncate(target.command, COMMAND_CHARS_MAX),
    [tool.name, tool.version, ...tool.options].join(' '),
    formatDurationShort(Number(durationS.toPrecision(3))),
  ]
  const state = paint(outcome === 'complete' ? 'green' : 'yellow', outcome.replace('-', ' '))
  const text = facts.filter((fact) => fact !== '').join(' · ')
  return [`${paint('bold', id)}  ${state}`, ...wrap(text, columns)]
}

export function costSection(cost: CaptureCost | null, layout: Layout): string[] {
  if (cost === null || cost.cpuCores.control === null) return []
  const { cpuCores, rttP50S } = cost
  const rows: Cell[][] = [
    ['CPU', formatPercent(cpuCores.control), formatPercent(cpuCores.watched)],
    ['RTT p50', formatDuration(rttP50S.control), formatDuration(rttP50S.watched)],
  ]
  const columns: Column[] = [
    NO_HEADER,
    { header: 'without', align: 'right' },
    { header: 'with', align: 'right' },
  ]
  const isKnown = rttP50S.control !== null || rttP50S.watched !== null
  const lines = table(columns, isKnown ? rows : rows.slice(0, 1), { ...layout, indent: INDENT })
  return [layout.paint('bold', 'What it costs to look'), ...lines]
}

/** Paths stay whole: a broken one can be neither clicked nor copied. */
export function fileSection(files: CaptureFiles, layout: Layout): string[] {
  if (files.length === 0) return []
  const rows = files.map(([what, path]) => [what, path])
  const lines = table([NO_HEADER, NO_HEADER], rows, { ...layout, indent: INDENT })
  return [layout.paint('bold', 'Files'), ...lines]
}

/** With an empty line between those that have something to say. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}
