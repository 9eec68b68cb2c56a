/** What counters say beyond their totals: rates, costs of a probe cycle, and ratios between them. */
import { formatCount, formatDuration, formatNumber, formatPercent, plural } from '../format.ts'
import type { PerfCounter, PerfStatReport } from './report.ts'

/** One counter that has a value, as tables show it. */
export type PerfRow = {
  readonly label: string
  readonly total: string
  readonly perSecond: string
  /** Empty also where cycles are not known, or there were none. */
  readonly perCycle: string
  readonly note: string
}

export type PerfRatio = { readonly label: string; readonly value: string }

const LABELS: Readonly<Record<string, string>> = {
  'task-clock': 'task clock',
  'context-switches': 'context switches',
  'cpu-migrations': 'CPU migrations',
  'page-faults': 'page faults',
  'minor-faults': 'minor faults',
  'major-faults': 'major faults',
  cycles: 'CPU cycles',
  'branch-misses': 'branch misses',
  'cache-references': 'cache references',
  'cache-misses': 'cache misses',
}
const REASONS: Readonly<Record<PerfCounter['status'], string>> = {
  counted: '',
  'not-supported': 'not supported by this machine',
  'not-counted': 'not counted',
  'not-permitted': 'not permitted: it happens in the kernel',
}

export function perfRows(report: PerfStatReport): PerfRow[] {
  const { counters, wallS, cycles } = report
  return counters.flatMap((counter) => {
    const { event, value, unit } = counter
    if (value === null) return []
    const amount = (of: number) =>
      unit === 'ms'
        ? formatDuration(of / 1000)
        : Number.isInteger(of)
          ? formatCount(of)
          : formatNumber(of)
    const per = (count: number | null) =>
      count === null || count === 0 ? '' : amount(value / count)
    return [
      {
        label: labelOf(event),
        total: amount(value),
        perSecond: unit === 'ms' && wallS > 0 ? cores(value, wallS) : per(wallS),
        perCycle: per(cycles),
        note: noteOf(counter),
      },
    ]
  })
}

/** Only what can be told. */
export function perfRatios({ counters }: PerfStatReport): PerfRatio[] {
  const value = (event: string) => counters.find((one) => one.event === event)?.value ?? null
  const ratio = (one: string, other: string) => {
    const [above, below] = [value(one), value(other)]
    return above === null || below === null || below === 0 ? undefined : above / below
  }
  const instructions = ratio('instructions', 'cycles')
  const branchMisses = ratio('branch-misses', 'branches')
  const cacheMisses = ratio('cache-misses', 'cache-references')
  const cyclesPerMs = ratio('cycles', 'task-clock')
  return [
    ...(instructions === undefined
      ? []
      : [{ label: 'instructions per CPU cycle', value: formatNumber(instructions) }]),
    ...(cyclesPerMs === undefined
      ? []
      : [{ label: 'clock', value: `${formatNumber(cyclesPerMs / 1e6)} GHz` }]),
    ...(branchMisses === undefined
      ? []
      : [{ label: 'branches mispredicted', value: formatPercent(branchMisses) }]),
    ...(cacheMisses === undefined
      ? []
      : [{ label: 'cache references missed', value: formatPercent(cacheMisses) }]),
  ]
}

/** Why something has no figures, and what it is: `not supported by this machine: cycles, instructions`. */
export function missingText({ counters }: PerfStatReport): string[] {
  return Object.entries(REASONS).flatMap(([status, reason]) => {
    const missing = counters.filter((one) => one.value === null && one.status === status)
    if (missing.length === 0) return []
    return [`${reason}: ${missing.map(({ event }) => labelOf(event)).join(', ')}`]
  })
}

/** `12 probe cycles ended meanwhile`, or why nobody knows. */
export function cyclesText({ cycles }: PerfStatReport): string {
  return cycles === null
    ? 'probe cycles are not known: only an agent that swimbench starts tells of them'
    : `${plural(cycles, 'probe cycle')} ended meanwhile`
}

function cores(clockMs: number, wallS: number): string {
  return `${formatPercent(clockMs / 1000 / wallS)} of a core`
}

function noteOf({ isUserOnly, countedShare }: PerfCounter): string {
  const notes = [
    isUserOnly ? 'user space only' : '',
    countedShare < 1 ? `counted ${formatPercent(countedShare)} of the time, scaled up` : '',
  ]
  return notes.filter((note) => note !== '').join('; ')
}

function labelOf(event: string): string {
  return LABELS[event] ?? event
}
