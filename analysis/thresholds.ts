/**
 * Thresholds as in k6: `rtt.p99<1ms` says what a run must reach. A limit has the unit of its metric; a
 * number that was not measured, or behind which too few samples stand, reaches nothing.
 */
import { METRICS } from './comparison/metrics.ts'
import type { RunRecord, ThresholdResult } from './run-record.ts'

export type Threshold = Omit<ThresholdResult, 'value' | 'isMet'>
type Operator = Threshold['operator']

const OPERATORS: readonly Operator[] = ['<=', '>=', '==', '!=', '<', '>']

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Threshold }
  | {
      readonly ok: false
      readonly problem: string
      /** What it may be instead, where there is a list; `meant` is not in it. */
      readonly known: readonly string[]
      /** The name that is not known. */
      readonly meant: string | undefined
    }

const FORM = /^\s*([A-Za-z][\w.-]*)\s*(<=|>=|==|!=|<|>|=)\s*(.+?)\s*$/
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i

/** How much of the base unit a suffix stands for. A duration or a size without one could mean anything. */
const SUFFIXES: Readonly<Record<Threshold['unit'], Readonly<Record<string, number>>>> = {
  seconds: { ns: 1e-9, us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 },
  bytes: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
  share: { '%': 0.01, '': 1 },
  count: { '': 1 },
  'per-second': { '': 1, '/s': 1 },
  number: { '': 1, '%': 0.01 },
}
const EXAMPLES: Readonly<Record<Threshold['unit'], string>> = {
  seconds: '500µs, 1ms or 2s',
  bytes: '80MiB or 512kB',
  share: '1% or 0.01',
  count: '0',
  'per-second': '20 or 20/s',
  number: '0.02 or 2%',
}

export function parseThreshold(text: string): ParsedThreshold {
  const [, name = '', sign = '', amount = ''] = FORM.exec(text) ?? []
  if (name === '') {
    return refused(`${JSON.stringify(text)} is not a threshold such as rtt.p99<1ms`)
  }
  const metric = METRICS.find(({ id }) => id === name)
  if (metric === undefined) {
    const known = METRICS.map(({ id }) => id)
    return { ok: false, problem: `there is no metric ${name}`, known, meant: name }
  }
  const operator = OPERATORS.find((one) => one === sign)
  if (operator === undefined) return refused(`${text}: write == for "equal"`)
  const [, digits = '', suffix = ''] = NUMBER.exec(amount) ?? []
  const factor = SUFFIXES[metric.unit][suffix]
  if (digits === '' || factor === undefined) {
    const why = digits !== '' && suffix === '' ? `${amount} has no unit` : `${amount} is no limit`
    return refused(`${text}: ${why} for ${name}; write ${EXAMPLES[metric.unit]}`)
  }
  // 1ms is 0.001 to the last digit, as a record would hold it.
  const limit = Number((Number(digits) * factor).toPrecision(15))
  if (!Number.isFinite(limit)) return refused(`${text}: ${amount} is too large`)
  const { unit } = metric
  return { ok: true, threshold: { text: text.trim(), metric: name, unit, operator, limit } }
}

export function checkThresholds(
  record: RunRecord,
  thresholds: readonly Threshold[],
): ThresholdResult[] {
  return thresholds.map((threshold) => {
    const value = METRICS.find(({ id }) => id === threshold.metric)?.of(record) ?? null
    return { ...threshold, value, isMet: value !== null && holds(value, threshold) }
  })
}

function holds(value: number, { operator, limit }: Threshold): boolean {
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
    case '!=':
      return value !== limit
  }
}

function refused(problem: string): ParsedThreshold {
  return { ok: false, problem, known: [], meant: undefined }
}
