/**
 * Numbers as a person would write them. Every function here is self-contained (it uses nothing but
 * its arguments and the other functions of this file), because the HTML report carries their source.
 */

/** What stands where nothing was measured. */
export const ABSENT = '–'

/** Seconds with three significant digits in the unit that suits them: `84.2 µs`, `1.53 ms`, `2m 05s`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  if (seconds === 0) return '0 s'
  const rounded = Number(Math.abs(seconds).toPrecision(3))
  const sign = seconds < 0 ? '−' : ''
  if (rounded < 1e-6) return `${sign}${significant(rounded * 1e9)} ns`
  if (rounded < 1e-3) return `${sign}${significant(rounded * 1e6)} µs`
  if (rounded < 1) return `${sign}${significant(rounded * 1e3)} ms`
  if (rounded < 60) return `${sign}${significant(rounded)} s`
  const whole = Math.round(Math.abs(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 3600) return `${sign}${Math.floor(whole / 60)}m ${two(whole % 60)}s`
  return `${sign}${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`
}

/** The same without trailing zeros, for axes and for settings: `20 µs`, `30 s`, `2m`. */
export function formatDurationShort(seconds: number | null | undefined): string {
  return formatDuration(seconds)
    .replace(/(\.\d*?)0+ /, '$1 ')
    .replace('. ', ' ')
    .replace(/(m|h) 00[sm]$/, '$1')
}

/** Three significant digits, never in exponential form. */
export function significant(value: number): string {
  const magnitude = Math.abs(Number(value.toPrecision(3)))
  if (magnitude >= 100) return String(Math.round(value))
  const digits = magnitude >= 10 ? 1 : magnitude >= 1 || magnitude === 0 ? 2 : 3
  return value.toFixed(digits)
}

/** Whole numbers with their thousands apart: `1,234,567`. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** Bytes in binary units: `9 B`, `1.37 KiB`, `61.2 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return '–'
  let value = bytes
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let unit = 0
  while (Math.abs(value) >= 1023.5 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const text = unit === 0 && Number.isInteger(value) ? String(value) : significant(value)
  return `${text} ${units[unit]}`
}

/** A share of one: `0.31 %`, `99.97 %`, `100 %`. Never rounds up to a whole that was not reached. */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–'
  if (share === 0 || share === 1) return `${share * 100} %`
  const percent = share * 100
  if (percent > 99.99 && percent < 100) return '> 99.99 %'
  if (percent > 0 && percent < 0.01) return '< 0.01 %'
  return `${percent >= 10 && percent < 99 ? percent.toFixed(1) : percent.toFixed(2)} %`
}

/** A rate or any other plain number: `1.00`, `12.3`, `4,510`. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return Math.abs(value) >= 1000 ? formatCount(value) : significant(value)
}

/** An interval of durations: `81.0 µs … 90.4 µs`. */
export function formatInterval(interval: readonly [number, number] | null | undefined): string {
  if (interval === null || interval === undefined) return '–'
  return `${formatDuration(interval[0])} … ${formatDuration(interval[1])}`
}

/** `1 agent`, `4 agents`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
