/** Says which percentiles a distribution does not have, and what would give them. */
import { formatCount, formatDurationShort } from '../format.ts'
import type { Distribution, Warning } from '../run-record.ts'
import { samplesNeeded } from './quantile-interval.ts'
import { PERCENTILE_LABELS, PERCENTILE_NAMES, PERCENTILES } from './summarize-latency.ts'

/**
 * `name` is what the reader calls the latency (`RTT`), `samplesPerSecond` how fast it is sampled: it
 * turns a number of samples into how long to run. Zero when nothing is known about it.
 */
export function latencyWarnings(
  distribution: Distribution,
  name: string,
  samplesPerSecond: number,
): Warning[] {
  const missing = PERCENTILE_NAMES.filter((percentile) => distribution[percentile] === null)
  if (missing.length === 0) return []
  const labels = missing.map((percentile) => PERCENTILE_LABELS[percentile])
  const needed = missing.map((percentile) => samplesNeeded(PERCENTILES[percentile]))
  const message =
    `${inWords(labels)} of ${name} ${missing.length === 1 ? 'is' : 'are'} left out: ` +
    `at least ${inWords(needed.map(formatCount))} samples are needed, ` +
    `have ${formatCount(distribution.count)}`
  return [{ code: 'few-samples', message, advice: howLong(labels, needed, samplesPerSecond) }]
}

function howLong(labels: readonly string[], needed: readonly number[], rate: number): string {
  if (!(rate > 0)) return 'Run for longer, with more agents or a shorter probe interval.'
  const durations = needed.map((samples, index) => {
    // A tenth more than the bare quotient, so that a few time-outs do not spoil it.
    const seconds = Math.ceil((samples / rate) * 1.1)
    return `${formatDurationShort(seconds).replace(' ', '')} for ${labels[index]}`
  })
  return `Run for at least ${inWords(durations)}, or with a shorter probe interval.`
}

function inWords(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`
}
