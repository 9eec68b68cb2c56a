/** RTT and lag in figures: percentiles with their intervals, or how many samples they lack. */
import type { DataTable } from '../charts/chart.ts'
import { formatCount, formatDuration, formatInterval } from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import { PERCENTILE_LABELS, PERCENTILE_NAMES, PERCENTILES } from '../latency/summarize-latency.ts'
import type { Distribution } from '../run-record.ts'

export function latencyTable(rtt: Distribution, lag: Distribution): DataTable {
  const interval = (distribution: Distribution, name: (typeof PERCENTILE_NAMES)[number]) => {
    if (distribution[name] !== null) return formatInterval(distribution.intervals[name])
    return `needs ${formatCount(samplesNeeded(PERCENTILES[name]))} samples`
  }
  const plain = (
    label: string,
    key: 'min' | 'max' | 'mean' | 'jitter' | 'meanSuccessiveDifference',
  ) => [label, formatDuration(rtt[key]), '', formatDuration(lag[key])]
  return {
    columns: ['', 'RTT', '95 % interval', 'lag'],
    rows: [
      ['samples', formatCount(rtt.count), '', formatCount(lag.count)],
      plain('min', 'min'),
      ...PERCENTILE_NAMES.map((name) => [
        PERCENTILE_LABELS[name],
        formatDuration(rtt[name]),
        interval(rtt, name),
        formatDuration(lag[name]),
      ]),
      plain('max', 'max'),
      plain('mean', 'mean'),
      plain('jitter', 'jitter'),
      plain('mean successive difference', 'meanSuccessiveDifference'),
    ],
  }
}
