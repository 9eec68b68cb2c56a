/** RTT and lag in figures, beside the floor: percentiles with their intervals, or how many samples they lack. */
import type { DataTable } from '../charts/chart.ts'
import { formatCount, formatDuration, formatInterval } from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import {
  PERCENTILE_LABELS,
  PERCENTILE_NAMES,
  PERCENTILES,
  type PercentileName,
} from '../latency/summarize-latency.ts'
import type { Distribution, Floor } from '../run-record.ts'

type Key = PercentileName | 'min' | 'max' | 'mean' | 'jitter' | 'meanSuccessiveDifference'

export function latencyTable(
  rtt: Distribution,
  lag: Distribution,
  floor: Floor | null = null,
): DataTable {
  const others = [
    ['lag', lag],
    ['floor before', floor?.before],
    ['floor after', floor?.after],
  ].filter((one): one is [string, Distribution] => typeof one[1] === 'object' && one[1] !== null)
  const row = (
    label: string,
    interval: string,
    cell: (distribution: Distribution) => string,
  ): string[] => [label, cell(rtt), interval, ...others.map(([, of]) => cell(of))]
  const plain = (label: string, key: Key) => row(label, '', (of) => formatDuration(of[key]))
  return {
    columns: ['', 'RTT', '95 % interval', ...others.map(([name]) => name)],
    rows: [
      row('samples', '', ({ count }) => formatCount(count)),
      plain('min', 'min'),
      ...PERCENTILE_NAMES.map((name) =>
        row(PERCENTILE_LABELS[name], intervalText(rtt, name), (of) => formatDuration(of[name])),
      ),
      plain('max', 'max'),
      plain('mean', 'mean'),
      plain('jitter', 'jitter'),
      plain('mean successive difference', 'meanSuccessiveDifference'),
    ],
  }
}

function intervalText(distribution: Distribution, name: PercentileName): string {
  if (distribution[name] !== null) return formatInterval(distribution.intervals[name])
  return `needs ${formatCount(samplesNeeded(PERCENTILES[name]))} samples`
}
