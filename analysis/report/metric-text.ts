/** Values of metrics and changes of them, as a person reads them. Shared by everything that shows metrics. */
import type { MetricComparison } from '../comparison/comparison.ts'
import {
  ABSENT,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
} from '../format.ts'

type Unit = MetricComparison['unit']

export function metricText(unit: Unit, value: number | null): string {
  if (value === null) return ABSENT
  switch (unit) {
    case 'seconds':
      return formatDuration(value)
    case 'bytes':
      return formatBytes(value)
    case 'share':
      return formatPercent(value)
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : formatNumber(value)
    case 'per-second':
      return `${formatNumber(value)} /s`
    case 'floors':
      return `${formatNumber(value)} ×`
    case 'number':
      return threeDigits(value)
  }
}

/** A change on the metric's scale: `+12.3 %`, `× 3.20`, or a difference in its unit. */
export function changeText(
  { scale, unit }: Pick<MetricComparison, 'scale' | 'unit'>,
  change: number | null,
): string {
  if (change === null) return ABSENT
  if (scale === 'ratio') return relativeText(change)
  // Of shares, a difference in per cent could be taken for a relative one.
  const size =
    unit === 'share'
      ? `${threeDigits(Math.abs(change) * 100)} pp`
      : metricText(unit, Math.abs(change))
  return `${signOf(change)}${size}`
}

export function changeIntervalText(
  metric: Pick<MetricComparison, 'scale' | 'unit'>,
  interval: readonly [number, number] | null,
): string {
  if (interval === null) return ABSENT
  const [low, high] = interval.map((end) => changeText(metric, end))
  // The unit once: tables of these are wide enough.
  return metric.scale === 'ratio' ? `${low?.replace(/ %$/, '')} … ${high}` : `${low} … ${high}`
}

/** A relative change that has no sign because words around it say which way: `12.3 %`. */
export function sizeText(change: number): string {
  return relativeText(change).replace(/^[+−]/, '')
}

/** Two changes of which one is ten times smaller should not look alike, nor have digits nobody needs. */
function relativeText(change: number): string {
  if (change >= 9) return `× ${formatNumber(1 + change)}`
  const percent = Math.abs(change) * 100
  const digits = percent >= 99.95 ? 0 : 1
  const text = percent.toFixed(digits)
  return Number(text) === 0 ? '0.0 %' : `${signOf(change)}${text} %`
}

function signOf(change: number): string {
  return change > 0 ? '+' : change < 0 ? '−' : ''
}

function threeDigits(value: number): string {
  if (Math.abs(value) >= 1 || value === 0) return formatNumber(value)
  const digits = Math.min(12, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toFixed(digits)
}
