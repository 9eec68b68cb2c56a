/** What was done to the cluster, as vertical lines on charts over time. */
import type { RunRecord } from '../run-record.ts'
import { round } from './axes.ts'
import { type ChartOption, color, type Json } from './chart.ts'

/** With more of them their names would lie on top of each other. */
const NAMED_MARKS_MAX = 6

const ENDS: readonly string[] = ['restart', 'resume', 'join']

/** A series that draws nothing but the marks; nothing at all without faults. */
export function faultMarks(
  faults: RunRecord['faults'],
  short: (address: string) => string,
): ChartOption[] {
  if (faults.length === 0) return []
  const named = faults.length <= NAMED_MARKS_MAX
  // Of many faults only the beginnings are marked: twice as many lines would hide the data.
  const marked = named ? faults : faults.filter(({ kind }) => !ENDS.includes(kind))
  const data: Json[] = marked.map((fault) => ({
    xAxis: round(fault.atS),
    name: `${fault.kind} ${short(fault.member)}`,
    lineStyle: {
      color: color(ENDS.includes(fault.kind) ? 'muted' : 'dead'),
      type: ENDS.includes(fault.kind) ? 'dotted' : 'dashed',
      width: 1,
      opacity: named ? 1 : 0.45,
    },
  }))
  return [
    {
      type: 'line',
      name: 'faults',
      data: [],
      markLine: {
        symbol: 'none',
        silent: !named,
        label: {
          show: named,
          formatter: '{b}',
          // On the right of its line: the first fault is often at the very left.
          position: 'insideEndBottom',
          color: color('muted'),
          fontSize: 11,
        },
        data,
      },
    },
  ]
}

/** The sentence that goes with the marks. */
export function faultSummary(faults: RunRecord['faults']): string {
  if (faults.length === 0) return ''
  const counts = new Map<string, number>()
  for (const { kind } of faults) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const kinds = [...counts].map(([kind, count]) => `${count} × ${kind}`).join(', ')
  return ` Vertical lines mark what was done to the cluster (${kinds}).`
}
