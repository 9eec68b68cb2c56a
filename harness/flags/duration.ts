/**
 * Durations as Go writes them: `30s`, `1m30s`, `1.5h`, `500ms`, `100µs`. A number without a unit is
 * refused, except 0, because nobody can know what it means.
 */
import { Errors, Flags } from '@oclif/core'

export type ParsedDuration =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly problem: string }

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}
const WHOLE = /^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g

/** Reads a duration, in milliseconds; to the nanosecond up to eleven days, as far as a double goes. */
export function parseDuration(text: string): ParsedDuration {
  const trimmed = text.trim()
  if (trimmed === '0') return { ok: true, ms: 0 }
  if (trimmed.startsWith('-')) return { ok: false, problem: `${text} is negative` }
  if (/^\d+\.?\d*$/.test(trimmed)) {
    return { ok: false, problem: `${text} has no unit: write ${trimmed}s or ${trimmed}ms` }
  }
  if (!WHOLE.test(trimmed)) {
    return {
      ok: false,
      problem: `${JSON.stringify(text)} is not a duration such as 30s, 1m30s or 500ms`,
    }
  }
  let totalNs = 0
  for (const [, amount, unit] of trimmed.matchAll(PART)) {
    totalNs += Number(amount) * (UNIT_NS[unit ?? ''] ?? 0)
  }
  if (totalNs > Number.MAX_SAFE_INTEGER) return { ok: false, problem: `${text} is over 100 days` }
  return { ok: true, ms: Math.round(totalNs) / 1e6 }
}

/** Writes a duration in the shortest form that `parseDuration` reads back, to the nanosecond. */
export function writeDuration(ms: number): string {
  const totalNs = Math.round(ms * 1e6)
  if (totalNs === 0) return '0s'
  if (totalNs < 1e3) return `${totalNs}ns`
  if (totalNs < 1e6) return `${totalNs / 1e3}µs`
  if (totalNs < 1e9) return `${totalNs / 1e6}ms`
  const hours = Math.floor(totalNs / 3600e9)
  const minutes = Math.floor((totalNs % 3600e9) / 60e9)
  const secondsNs = totalNs % 60e9
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    secondsNs > 0 ? `${decimalSeconds(secondsNs)}s` : '',
  ]
  return parts.join('')
}

/** `secondsNs` below a minute as decimal seconds, without the rounding of a division. */
function decimalSeconds(secondsNs: number): string {
  const whole = Math.floor(secondsNs / 1e9)
  const fraction = String(secondsNs % 1e9)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}

/** A flag that takes a duration and yields milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: '<duration>',
  async parse(input) {
    const parsed = parseDuration(input)
    if (parsed.ok) return parsed.ms
    throw new Errors.CLIError(parsed.problem)
  },
})
