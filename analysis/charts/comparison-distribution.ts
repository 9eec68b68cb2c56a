/** How the round trips of both sides are distributed: cumulated, and the tail by nines. All runs of a side together. */
import type { Histogram } from 'hdr-histogram-js'
import type { RunHistogram } from '../comparison/shift-function.ts'
import { formatDuration, plural } from '../format.ts'
import { mergeHistograms } from '../latency/rtt-histogram.ts'
import { linearAxis, log, logDurationAxis, logRange, round, tailAxis } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'

/** Of the runs of each side. */
export type RttHistograms = {
  readonly base: readonly RunHistogram[]
  readonly candidate: readonly RunHistogram[]
}

const NANOSECOND = 1e-9
const POINTS = 200
const NINES_MAX = 6
const TABLE_QUANTILES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

type Curve = { readonly name: string; readonly hue: 'first' | 'second'; readonly of: Histogram }

/** None where a side has no round trip. */
export function distributionCharts({ base, candidate }: RttHistograms): Chart[] {
  const curves: readonly [Curve, Curve] = [
    { name: 'base', hue: 'second', of: merged(base) },
    { name: 'candidate', hue: 'first', of: merged(candidate) },
  ]
  if (curves.some(({ of }) => of.totalCount === 0)) return []
  return [cumulativeChart(curves), tailChart(curves)]
}

function merged(runs: readonly RunHistogram[]): Histogram {
  return mergeHistograms(runs.map(({ encoded }) => encoded)).histogram
}

function cumulativeChart(curves: readonly [Curve, Curve]): Chart {
  const series = curves.map(({ name, hue, of }) =>
    lineSeries(
      name,
      hue,
      Array.from({ length: POINTS + 1 }, (_, step): Json => {
        // The last percent is the other chart's: it would stretch this one until nothing can be seen.
        const share = (0.99 * step) / POINTS
        return [log(valueAt(of, share)), round(share)]
      }),
      'percent',
    ),
  )
  const [base, candidate] = curves
  return {
    id: 'comparison-cumulative',
    title: 'Round trips of both, up to p99',
    summary:
      `${plural(base.of.totalCount, 'round trip')} of the base and ${plural(candidate.of.totalCount, 'round trip')} of the candidate, all runs together. ` +
      `Half of them take up to ${formatDuration(valueAt(base.of, 0.5))} and ${formatDuration(valueAt(candidate.of, 0.5))}. The curve that lies further left is faster.`,
    heightPx: 280,
    option: baseOption({
      legend: legend(series),
      xAxis: logDurationAxis(
        logRange(curves.flatMap(({ of }) => [valueAt(of, 0), valueAt(of, 0.99)])),
      ),
      yAxis: { ...linearAxis('percent-short'), max: 1 },
      tooltip: { trigger: 'item', confine: true },
      series,
    }),
    table: quantileTable(curves),
  }
}

function tailChart(curves: readonly [Curve, Curve]): Chart {
  const fewest = Math.min(...curves.map(({ of }) => of.totalCount))
  // The last nine that has a sample of its own on both sides.
  const nines = Math.min(NINES_MAX, Math.max(1, Math.log10(fewest)))
  const series = curves.map(({ name, hue, of }) =>
    lineSeries(
      name,
      hue,
      Array.from({ length: POINTS + 1 }, (_, step): Json => {
        const position = (nines * step) / POINTS
        return [round(position), log(valueAt(of, 1 - 10 ** -position))]
      }),
      'log-duration',
    ),
  )
  return {
    id: 'comparison-tail',
    title: 'Tails of both, by percentile',
    summary:
      'Each step to the right is ten times rarer. Single slow round trips make the right end: it differs also between identical builds.',
    heightPx: 280,
    option: baseOption({
      legend: legend(series),
      xAxis: tailAxis(nines),
      yAxis: logDurationAxis(
        logRange(curves.flatMap(({ of }) => [valueAt(of, 0), valueAt(of, 1 - 10 ** -nines)])),
      ),
      series,
    }),
    table: quantileTable(curves),
  }
}

function lineSeries(
  name: string,
  hue: Curve['hue'],
  data: Json,
  format: 'percent' | 'log-duration',
): ChartOption {
  return {
    name,
    type: 'line',
    symbol: 'none',
    data,
    lineStyle: { width: 2 },
    itemStyle: { color: color(hue) },
    tooltip: { valueFormatter: fn(format) },
  }
}

function quantileTable(curves: readonly [Curve, Curve]): Chart['table'] {
  return {
    columns: ['percentile', ...curves.map(({ name }) => name)],
    rows: TABLE_QUANTILES.map((q) => [
      `p${round(q * 100)}`,
      ...curves.map(({ of }) => formatDuration(valueAt(of, q))),
    ]),
  }
}

function valueAt(histogram: Histogram, share: number): number {
  return histogram.getValueAtPercentile(100 * share) * NANOSECOND
}
