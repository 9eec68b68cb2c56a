/** How much each metric changed: its interval as a bar, its estimate as a dot, the margin as a band. */
import type { Comparison, MetricComparison, Verdict } from '../comparison/comparison.ts'
import { changeIntervalText, changeText } from '../report/metric-text.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json } from './chart.ts'

const ROW_PX = 26
/** What the strips are painted in: see `stripRenderer`. */
const COLORS: Readonly<Record<Verdict, number>> = {
  regression: 2,
  improvement: 5,
  equivalent: 8,
  inconclusive: 3,
}
/** Thin strips leave the row to the dot. */
const [STRIP_LOW, STRIP_HIGH] = [0.36, 0.64]

/** What goes beyond is so large that how large can be read from the table, unless all that decides does. */
const EXTENT_MAX = 0.5

type Row = MetricComparison & {
  readonly change: number
  readonly interval: readonly [number, number]
}

/** Of those that have a relative change; undefined where there is none. */
export function changesChart({ metrics, options }: Comparison): Chart | undefined {
  const rows = metrics.filter(
    (metric): metric is Row =>
      metric.scale === 'ratio' && metric.change !== null && metric.interval !== null,
  )
  if (rows.length === 0) return undefined
  const extent = round(extentOf(rows, options.margin))
  const strips = rows.map(({ interval: [low, high], verdict }, row): Json => {
    return [row, cut(low, extent), cut(high, extent), STRIP_LOW, STRIP_HIGH, COLORS[verdict]]
  })
  const dots = rows.map(({ change }, row): Json => [cut(change, extent), row])
  const wide = rows.filter(({ interval }) => interval.some((end) => Math.abs(end) > extent)).length
  return {
    id: 'comparison-changes',
    title: 'What changed',
    summary:
      `Candidate against base with 95 % intervals; in the band, a change is smaller than the margin of ${changeText({ scale: 'ratio', unit: 'number' }, options.margin).slice(1)}.` +
      (wide === 0 ? '' : ' What reaches the edge goes on beyond it.'),
    heightPx: rows.length * ROW_PX + 60,
    option: baseOption({
      legend: { show: false },
      grid: { left: 4, right: 18, top: 8, bottom: 8, outerBoundsMode: 'same' },
      tooltip: { show: false },
      xAxis: changeAxis(extent),
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ title }) => title),
        ...axisLook(),
        splitLine: { show: false },
        axisLabel: { color: color('ink'), interval: 0, width: 190, overflow: 'truncate' },
      },
      series: [
        {
          name: 'interval',
          type: 'custom',
          renderItem: fn('strip'),
          data: strips,
          encode: { x: [1, 2], y: 0 },
          markArea: {
            silent: true,
            itemStyle: { color: color('grid'), opacity: 0.55 },
            data: [[{ xAxis: round(1 / (1 + options.margin) - 1) }, { xAxis: options.margin }]],
          },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: color('muted'), type: 'solid' },
            data: [{ xAxis: 0 }],
          },
        },
        {
          name: 'change',
          type: 'scatter',
          symbolSize: 9,
          data: dots,
          itemStyle: { color: color('ink') },
          z: 5,
        },
      ],
    }),
    table: {
      columns: ['metric', 'change', '95 % interval', 'verdict'],
      rows: rows.map((metric) => [
        metric.title,
        changeText(metric, metric.change),
        changeIntervalText(metric, metric.interval),
        metric.verdict,
      ]),
    },
  }
}

/** Nothing becomes less by more than all of it. */
function changeAxis(extent: number): ChartOption {
  const axis = linearAxis('percent-short')
  const axisLabel = {
    ...(axis['axisLabel'] as ChartOption),
    // The ends are wherever the data are, and no round numbers.
    showMinLabel: false,
    showMaxLabel: false,
  }
  return { ...axis, min: -Math.min(1, extent), max: extent, axisLabel }
}

/** Wide enough for what decides and for every estimate; one wild interval must not flatten the others. */
function extentOf(rows: readonly Row[], margin: number): number {
  const ends = rows.flatMap(({ role, change, interval }) =>
    role === 'primary' ? [change, ...interval] : [change],
  )
  const decisive = rows.filter(({ role }) => role === 'primary')
  const least = Math.min(...decisive.map(({ change }) => Math.abs(change)))
  const most = Math.max(EXTENT_MAX, Number.isFinite(least) ? 1.3 * least : 0)
  return Math.min(most, Math.max(3 * margin, 1.15 * Math.max(...ends.map(Math.abs))))
}

function cut(value: number, extent: number): number {
  return round(Math.max(-Math.min(1, extent), Math.min(extent, value)))
}
