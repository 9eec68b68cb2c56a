/**
 * The cumulative distribution of RTTs, and its tail by nines. Probes that timed out are censored, not
 * missing: they count among all probes, so the curve ends below 100 % when there were any.
 */
import { formatDuration, formatDurationShort, formatInterval, formatPercent } from '../format.ts'
import { quantileInterval } from '../latency/quantile-interval.ts'
import { nearestRank } from '../latency/summarize-latency.ts'
import { linearAxis, log, logDurationAxis, logRange, round, tailAxis } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'
import type { DistributionInput } from './distribution.ts'
import { timeoutMark } from './timeout-mark.ts'

const CURVE_POINTS = 300
const TABLE_QUANTILES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999]

export function cumulativeChart({ sortedS, timedOut, probeTimeoutS }: DistributionInput): Chart {
  const count = sortedS.length
  const decided = count + timedOut
  const points = Math.min(count, CURVE_POINTS)
  const data: Json[] = [[log(sortedS[0] as number), 0]]
  for (let point = 1; point <= points; point += 1) {
    const rank = Math.round((point * count) / points)
    data.push([log(sortedS[rank - 1] as number), round(rank / decided)])
  }
  const ends = [sortedS[0] as number, sortedS[count - 1] as number]
  const timeout = timeoutMark(ends, probeTimeoutS, {
    axis: 'xAxis',
    text: `probe timeout ${formatDurationShort(probeTimeoutS)}`,
  })
  return {
    id: 'rtt-cumulative',
    title: 'Cumulative distribution',
    summary:
      `Half of the probes are answered within ${formatDuration(nearestRank(sortedS, 0.5))}, ` +
      `nine in ten within ${formatDuration(nearestRank(sortedS, 0.9))}. ` +
      (timedOut === 0
        ? 'Every probe was answered.'
        : `The curve ends at ${formatPercent(count / decided)}: the others timed out.`),
    heightPx: 280,
    option: baseOption({
      legend: { show: false },
      xAxis: logDurationAxis(timeout.range),
      yAxis: { ...linearAxis('percent-short'), max: 1 },
      series: [
        {
          name: 'answered within',
          type: 'line',
          step: points < CURVE_POINTS ? 'end' : false,
          symbol: 'none',
          data,
          lineStyle: { width: 2 },
          itemStyle: { color: color('first') },
          tooltip: { valueFormatter: fn('percent') },
          ...(timeout.markLine === undefined ? {} : { markLine: timeout.markLine }),
        },
      ],
    }),
    table: quantileTable(sortedS),
  }
}

/** RTT by percentile on an axis of nines, with the distribution-free interval of every point. */
export function tailChart({ sortedS }: DistributionInput): Chart {
  const count = sortedS.length
  // The last nine that has a sample of its own.
  const nines = Math.max(1, Math.log10(count))
  const steps = 120
  const curve: Json[] = []
  const lower: Json[] = []
  const upper: Json[] = []
  for (let step = 0; step <= steps; step += 1) {
    const position = (nines * step) / steps
    const q = 1 - 10 ** -position
    curve.push([round(position), log(nearestRank(sortedS, q))])
    const ranks = q > 0 && q < 1 ? quantileInterval(count, q) : undefined
    if (ranks === undefined) continue
    lower.push([round(position), log(sortedS[ranks.lower - 1] as number)])
    upper.push([round(position), log(sortedS[ranks.upper - 1] as number)])
  }
  const bound = (data: Json[]): ChartOption => ({
    name: '95 % interval',
    type: 'line',
    symbol: 'none',
    data,
    lineStyle: { width: 1, type: 'dashed' },
    itemStyle: { color: color('faint') },
    tooltip: { valueFormatter: fn('log-duration') },
  })
  const series: ChartOption[] = [
    bound(lower),
    bound(upper),
    {
      name: 'RTT',
      type: 'line',
      symbol: 'none',
      data: curve,
      lineStyle: { width: 2 },
      itemStyle: { color: color('first') },
      tooltip: { valueFormatter: fn('log-duration') },
    },
  ]
  return {
    id: 'rtt-tail',
    title: 'Tail, by percentile',
    summary:
      `The highest RTT is ${formatDuration(sortedS[count - 1])}. Each step to the right is ten times rarer; ` +
      'where the dashed lines end, too few samples stand behind the curve for a 95 % interval.',
    heightPx: 280,
    option: baseOption({
      legend: legend(series),
      xAxis: tailAxis(nines),
      yAxis: logDurationAxis(logRange([sortedS[0] as number, sortedS[count - 1] as number])),
      series,
    }),
    table: quantileTable(sortedS),
  }
}

function quantileTable(sortedS: Float64Array): Chart['table'] {
  const rows = TABLE_QUANTILES.flatMap((q) => {
    const ranks = quantileInterval(sortedS.length, q)
    if (ranks === undefined) return []
    const interval = [
      sortedS[ranks.lower - 1] as number,
      sortedS[ranks.upper - 1] as number,
    ] as const
    return [
      [`p${round(q * 100)}`, formatDuration(nearestRank(sortedS, q)), formatInterval(interval)],
    ]
  })
  return { columns: ['percentile', 'RTT', '95 % interval'], rows }
}
