/** How the RTTs are distributed: a histogram on a logarithmic axis, with the probe timeout marked. */
import {
  formatCount,
  formatDuration,
  formatDurationShort,
  formatPercent,
  plural,
} from '../format.ts'
import { logBins } from '../latency/log-bins.ts'
import { nearestRank } from '../latency/summarize-latency.ts'
import { linearAxis, log, logDurationAxis, round } from './axes.ts'
import { baseOption, type Chart, color, fn, type Json } from './chart.ts'
import { timeoutMark } from './timeout-mark.ts'

export type DistributionInput = {
  /** Ascending, not empty. */
  readonly sortedS: Float64Array
  readonly timedOut: number
  readonly probeTimeoutS: number | undefined
}

export function distributionChart({ sortedS, timedOut, probeTimeoutS }: DistributionInput): Chart {
  const bins = logBins(sortedS)
  const ends = [(bins[0] as { fromS: number }).fromS, (bins.at(-1) as { toS: number }).toS]
  const timeout = timeoutMark(ends, probeTimeoutS, {
    axis: 'xAxis',
    text: `probe timeout ${formatDurationShort(probeTimeoutS)}`,
  })
  const steps: Json[] = [[log(ends[0] as number), 0]]
  steps.push(...bins.map((bin): Json => [log(bin.fromS), round(bin.count)]))
  steps.push([log(ends[1] as number), 0])
  const mode = bins.reduce((best, bin) => (bin.count > best.count ? bin : best))
  const middle = `${formatDuration(nearestRank(sortedS, 0.25))} and ${formatDuration(nearestRank(sortedS, 0.75))}`
  return {
    id: 'rtt-distribution',
    title: 'RTT distribution',
    summary:
      `Half of ${plural(sortedS.length, 'RTT')} lie between ${middle}; most often ` +
      `${formatDuration(mode.fromS)} to ${formatDuration(mode.toS)}. ` +
      (timedOut === 0
        ? 'No probe timed out.'
        : `${plural(timedOut, 'probe')} timed out and have no RTT.`),
    heightPx: 280,
    option: baseOption({
      legend: { show: false },
      xAxis: logDurationAxis(timeout.range),
      yAxis: { ...linearAxis('count'), minInterval: 1 },
      series: [
        {
          name: 'probes',
          type: 'line',
          step: 'end',
          symbol: 'none',
          data: steps,
          lineStyle: { width: 1.5 },
          itemStyle: { color: color('first') },
          areaStyle: { color: color('first'), opacity: 0.25 },
          tooltip: { valueFormatter: fn('count') },
          ...(timeout.markLine === undefined ? {} : { markLine: timeout.markLine }),
        },
      ],
    }),
    table: {
      columns: ['from', 'to', 'probes', 'share'],
      rows: bins
        .filter((bin) => bin.count > 0)
        .map((bin) => [
          formatDuration(bin.fromS),
          formatDuration(bin.toS),
          formatCount(bin.count),
          formatPercent(bin.count / sortedS.length),
        ]),
    },
  }
}
