/** Two captures of system calls side by side, as a table and in words. Shared by terminal, HTML and Markdown. */
import type { DataTable } from '../charts/chart.ts'
import { ABSENT, formatCount, formatDuration, formatNumber, plural } from '../format.ts'
import type { CallDiff, DiffVerdict, Sides, SyscallDiff, TimeVerdict } from '../syscalls/diff.ts'

/** The tools of both captures: durations of different ones cannot be compared. */
export type DiffTools = { readonly a: string | null; readonly b: string | null }

const COUNT_WORDS: Readonly<Record<DiffVerdict, string>> = {
  more: 'more',
  less: 'fewer',
  same: '',
  'too-few': 'too few',
}
const TIME_WORDS: Readonly<Record<TimeVerdict, string>> = {
  more: 'longer',
  less: 'shorter',
  same: '',
  'too-few': 'too few',
  waits: 'waits',
}

/** First what is called how often, then how long that takes. */
export function diffTable({ per, rows }: SyscallDiff): DataTable {
  return {
    columns: [
      'call',
      `A per ${per}`,
      `B per ${per}`,
      'change',
      '',
      `working per ${per}, A → B`,
      'p50, A → B',
    ],
    rows: rows.map((row) => [
      row.name,
      formatNumber(row.calls.a),
      formatNumber(row.calls.b),
      changeText(row.calls),
      row.presence === 'both' ? COUNT_WORDS[row.calls.verdict] : row.presence,
      bothText(row.workS),
      timeText(row),
    ]),
  }
}

export function diffTexts(diff: SyscallDiff, tools: DiffTools): string[] {
  const { per, units, calls, workS, rtt } = diff
  const unit = (count: number) =>
    per === 'cycle' ? plural(count, 'ping') : `${formatDuration(count)} long`
  const totals =
    `A has ${formatNumber(calls.a)} calls per ${per} and ${formatDuration(workS.a)} of working, ` +
    `B ${formatNumber(calls.b)} and ${formatDuration(workS.b)} (${unit(units.a)} and ${unit(units.b)})`
  const roundTrip =
    rtt === null
      ? []
      : [
          `RTT p50 at the system-call boundary: ${formatDuration(rtt.a)} in A, ${formatDuration(rtt.b)} in B${verdictText(rtt)}`,
        ]
  const toolText =
    tools.a === tools.b
      ? []
      : [
          `A was written by ${tools.a ?? 'an unknown tool'} and B by ${tools.b ?? 'an unknown tool'}: counts can be compared, times cannot`,
        ]
  return [
    totals,
    ...roundTrip,
    ...toolText,
    'One capture each: a difference is for sure one of these two moments, and not yet one of the builds',
  ]
}

/** `8.67 µs → 47.7 µs, +451 %, longer`. A call that is in one capture only has nothing to be compared with. */
function timeText({ presence, p50S }: CallDiff): string {
  if (presence !== 'both') return bothText(p50S)
  const parts = [bothText(p50S), changeText(p50S), TIME_WORDS[p50S.verdict]]
  return parts.filter((part) => part !== '').join(', ')
}

function verdictText({ a, b, verdict }: Sides & { readonly verdict: DiffVerdict }): string {
  const change = changeText({ a, b })
  const words = {
    more: `longer for sure (${change})`,
    less: `shorter for sure (${change})`,
    same: 'their intervals overlap',
    'too-few': 'too few cycles for intervals',
  }
  return `, ${words[verdict]}`
}

function bothText({ a, b }: Sides): string {
  return a === null && b === null ? ABSENT : `${formatDuration(a)} → ${formatDuration(b)}`
}

function changeText({ a, b }: Sides): string {
  if (a === null || b === null || a === 0) return ''
  const percent = 100 * (b / a - 1)
  if (Math.abs(percent) < 0.5) return '0 %'
  if (percent >= 1000) return `× ${formatNumber(b / a)}`
  return `${percent > 0 ? '+' : '−'}${formatCount(Math.abs(percent))} %`
}
