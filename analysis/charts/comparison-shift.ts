/** The quantile-difference plot: how much slower or faster each quantile is, with its band over runs. */
import type { ShiftFunction, ShiftPoint } from '../comparison/shift-function.ts'
import { formatDuration } from '../format.ts'
import { changeIntervalText, changeText } from '../report/metric-text.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'

const RELATIVE = { scale: 'ratio', unit: 'seconds' } as const

/** None without points; a list, so that it stands beside other charts. */
export function shiftCharts({ points, runs, paired }: ShiftFunction): Chart[] {
  if (points.length === 0) return []
  const outside = points.filter(({ changeBand }) => isAway(changeBand))
  const hasBands = points.some(({ changeBand }) => changeBand !== null)
  const extent = extentOf(points)
  const isCut = points.some(({ changeBand }) => changeBand?.some((end) => Math.abs(end) > extent))
  const series: ChartOption[] = [
    bandEdge(points, 0, extent),
    bandEdge(points, 1, extent),
    {
      name: 'change',
      type: 'line',
      symbol: 'circle',
      symbolSize: 6,
      data: points.map(({ change }) => round(change)),
      lineStyle: { width: 2 },
      itemStyle: { color: color('first') },
      tooltip: { valueFormatter: fn('percent') },
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: color('muted'), type: 'solid' },
        data: [{ yAxis: 0 }],
      },
    },
  ]
  const { min: _, ...fromAnywhere } = linearAxis('percent-short')
  return [
    {
      id: 'comparison-shift',
      title: 'Change by quantile',
      summary:
        (hasBands
          ? `At ${outside.length} of ${points.length} quantiles the 95 % band leaves zero out${whereText(outside)}. `
          : 'Too few runs for bands. ') +
        `Bands come from drawing ${paired ? 'blocks' : 'runs'} again and again (${runs.base} + ${runs.candidate} runs), each quantile by itself: of twenty of identical builds, one leaves its band.${isCut ? ' What reaches the edge goes on beyond it.' : ''}`,
      heightPx: 280,
      option: baseOption({
        legend: legend(hasBands ? series.slice(1) : series.slice(2)),
        xAxis: {
          type: 'category',
          boundaryGap: false,
          data: points.map(({ quantile }) => nameOf(quantile)),
          ...axisLook(),
          splitLine: { show: false },
        },
        yAxis: { ...fromAnywhere, scale: true },
        series: hasBands ? series : series.slice(2),
      }),
      table: {
        columns: ['quantile', 'base', 'candidate', 'change', '95 % band'],
        rows: points.map(({ quantile, baseS, candidateS, change, changeBand }) => [
          nameOf(quantile),
          formatDuration(baseS),
          formatDuration(candidateS),
          changeText(RELATIVE, change),
          changeIntervalText(RELATIVE, changeBand),
        ]),
      },
    },
  ]
}

/** One end of the bands, dashed. */
function bandEdge(points: readonly ShiftPoint[], end: 0 | 1, extent: number): ChartOption {
  return {
    name: '95 % band',
    type: 'line',
    symbol: 'none',
    data: points.map(
      ({ changeBand }): Json =>
        changeBand === null ? null : round(Math.max(-extent, Math.min(extent, changeBand[end]))),
    ),
    lineStyle: { width: 1, type: 'dashed' },
    itemStyle: { color: color('faint') },
    tooltip: { valueFormatter: fn('percent') },
  }
}

/** Room for every change and for most bands; a wild one in the tail must not flatten the others. */
function extentOf(points: readonly ShiftPoint[]): number {
  const widths = points
    .flatMap(({ changeBand }) => (changeBand === null ? [] : Math.max(...changeBand.map(Math.abs))))
    .sort((one, other) => one - other)
  const usual = widths[Math.floor(widths.length * 0.75)] ?? 0
  return 1.5 * Math.max(usual, ...points.map(({ change }) => Math.abs(change)))
}

function isAway(band: ShiftPoint['changeBand']): boolean {
  return band !== null && (band[0] > 0 || band[1] < 0)
}

function whereText(outside: readonly ShiftPoint[]): string {
  const [first, last] = [outside[0], outside.at(-1)]
  if (first === undefined || last === undefined) return ''
  const range = [...new Set([first, last].map(({ quantile }) => nameOf(quantile)))].join(' to ')
  const largest = outside.reduce((most, one) =>
    Math.abs(one.change) > Math.abs(most.change) ? one : most,
  )
  return ` (${range}; most at ${nameOf(largest.quantile)}: ${changeText(RELATIVE, largest.change)})`
}

function nameOf(quantile: number): string {
  return `p${round(quantile * 100)}`
}
