/** The latency of a run: percentiles with their intervals, or what would give them. */
import {
  type Distribution,
  formatDuration,
  formatInterval,
  PERCENTILE_LABELS,
  PERCENTILE_NAMES,
  PERCENTILES,
  plural,
  samplesNeeded,
} from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, table } from './table.ts'
import { wrap } from './text.ts'

export function latencySection(distribution: Distribution, layout: Layout): string[] {
  if (distribution.count === 0) return ['  no samples']
  const rows = PERCENTILE_NAMES.map((name): Cell[] => {
    const value = distribution[name]
    const interval = distribution.intervals[name]
    const needed = samplesNeeded(PERCENTILES[name])
    return [
      PERCENTILE_LABELS[name],
      formatDuration(value),
      value === null
        ? { text: `needs ${plural(needed, 'sample')}`, format: 'dim' }
        : interval === null
          ? ''
          : { text: formatInterval(interval), format: 'dim' },
    ]
  })
  const lines = table(
    [
      { header: '', align: 'left' },
      { header: 'RTT', align: 'right' },
      { header: '95 % interval', align: 'left', rank: 1 },
    ],
    rows,
    { ...layout, indent: '  ' },
  )
  const { min, mean, max, jitter, count } = distribution
  const rest = `${plural(count, 'sample')} · min ${formatDuration(min)} · mean ${formatDuration(mean)} · max ${formatDuration(max)} · jitter ${formatDuration(jitter)}`
  return [...lines, ...wrap(rest, layout.columns, '  ')]
}
