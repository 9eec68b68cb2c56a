/** A metric over commits: every run a dot, the median of a commit's runs a line, steps marked. */
import type { Quantity } from '../comparison/metrics.ts'
import { plural } from '../format.ts'
import type { History, HistoryPoint, HistorySeries } from '../history/history.ts'
import { extentText, rangeText } from '../report/history-text.ts'
import { changeText, metricText } from '../report/metric-text.ts'
import { axisLook, round } from './axes.ts'
import {
  baseOption,
  type Chart,
  type ChartOption,
  color,
  type FunctionName,
  fn,
  type Json,
  legend,
} from './chart.ts'

type Format = { readonly axis: FunctionName; readonly exact: FunctionName }

const FORMATS: Readonly<Record<Quantity['unit'], Format>> = {
  seconds: { axis: 'duration-short', exact: 'duration' },
  bytes: { axis: 'bytes-short', exact: 'bytes' },
  share: { axis: 'percent-short', exact: 'percent' },
  count: { axis: 'number', exact: 'number' },
  number: { axis: 'number', exact: 'number' },
  'per-second': { axis: 'number', exact: 'number' },
}

export function historyChart(history: History, series: HistorySeries): Chart {
  const { points } = history
  // Plain samples have one run a point: its median is the run.
  const dots = history.order === 'given' ? [] : [runs(series)]
  const curves = [...dots, medians(points, series), levels(series)]
  const drawn = curves.filter((curve) => (curve['data'] as readonly Json[]).length > 0)
  return {
    id: chartIdOf(series),
    title: series.title === series.id ? series.id : `${series.title} (${series.id})`,
    summary: summarize(history, series),
    heightPx: 320,
    option: baseOption({
      legend: legend(drawn),
      xAxis: {
        type: 'category',
        data: points.map(({ label }) => label),
        ...axisLook(),
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: color('grid') } },
      },
      yAxis: valueAxis(series),
      series: drawn,
    }),
    table: pointTable(history, series),
  }
}

function runs({ spreads }: HistorySeries): ChartOption {
  return {
    name: 'run',
    type: 'scatter',
    data: spreads.flatMap((spread, index) =>
      spread.values.map((value): Json => [index, round(value)]),
    ),
    symbolSize: 5,
    itemStyle: { color: color('faint') },
    tooltip: { show: false },
    silent: true,
  }
}

/** A point with changes in no commit is hollow. */
function medians(points: readonly HistoryPoint[], { spreads, unit }: HistorySeries): ChartOption {
  return {
    name: 'median',
    type: 'line',
    data: spreads.flatMap((spread, index): Json[] => {
      if (spread.median === null) return []
      const value: Json = [index, round(spread.median)]
      const hollow = { color: color('background'), borderColor: color('first'), borderWidth: 1.5 }
      return points[index]?.dirty ? [{ value, itemStyle: hollow }] : [{ value }]
    }),
    symbol: 'circle',
    symbolSize: 6,
    lineStyle: { width: 1.5 },
    itemStyle: { color: color('first') },
    tooltip: { valueFormatter: fn(FORMATS[unit].exact) },
  }
}

/** What the metric was like between one step and the next. */
function levels(series: HistorySeries): ChartOption {
  const last = series.spreads.length - 1
  const data = series.steps.flatMap((step, index): Json[] => {
    const next = series.steps[index + 1]
    const start =
      index === 0 ? [[0, round(step.before)], [step.from, round(step.before)], null] : []
    return [
      ...start,
      [step.to, round(step.after)],
      [next?.from ?? last, round(step.after)],
      ...(next === undefined ? [] : [null]),
    ]
  })
  return {
    name: 'level',
    type: 'line',
    data,
    symbol: 'none',
    connectNulls: false,
    lineStyle: { width: 2.5 },
    itemStyle: { color: color('second') },
    tooltip: { show: false },
    silent: true,
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: color('second'), type: 'dashed' },
      data: series.steps.map(
        (step): Json => ({
          xAxis: step.to,
          label: {
            formatter: changeText({ scale: step.scale, unit: series.unit }, step.change),
            color: color('second'),
            position: 'insideEndTop',
            rotate: 0,
          },
        }),
      ),
    },
  }
}

/** From anywhere: what is looked for are differences, far from zero. */
function valueAxis({ unit, spreads }: HistorySeries): ChartOption {
  const values = spreads.flatMap(({ values: of }) => of)
  return {
    type: 'value',
    scale: true,
    ...axisLook(),
    axisLabel: {
      color: color('muted'),
      formatter: fn(FORMATS[unit].axis),
      hideOverlap: true,
    },
    ...(unit === 'bytes' && values.length > 0 ? binaryTicks(values) : {}),
  }
}

/** A few ticks at round numbers of binary units, where echarts would round in tens. */
function binaryTicks(values: readonly number[]): ChartOption {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const rough = Math.max(high - low, high * 0.02, 4) / 4
  const unit = 1024 ** Math.floor(Math.log(rough) / Math.log(1024))
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1024].map((step) => step * unit)
  const interval = steps.find((step) => step >= rough) ?? rough
  return {
    interval,
    min: Math.max(0, Math.floor(low / interval - 0.5) * interval),
    max: Math.ceil(high / interval + 0.5) * interval,
  }
}

function summarize({ order, points }: History, { spreads, steps, unit }: HistorySeries): string {
  const medians = spreads.flatMap(({ median }) => median ?? [])
  if (medians.length === 0) return 'No run has this metric.'
  const extent = extentText(unit, Math.min(...medians), Math.max(...medians))
  const what =
    order === 'given'
      ? `${plural(medians.length, 'run')}, ${extent}`
      : `The runs of ${plural(medians.length, 'point')} and their medians, ${extent}`
  const found = steps.length === 0 ? 'no change point' : plural(steps.length, 'change point')
  const hollow = points.some(({ dirty }) => dirty) ? ' Hollow: of a working tree with changes.' : ''
  return `${what}; ${found}.${hollow} The axis begins where the data does.`
}

function pointTable({ order, points }: History, series: HistorySeries): Chart['table'] {
  const rows = points.flatMap(({ label, at }, index) => {
    const spread = series.spreads[index]
    if (spread === undefined || spread.runs === 0) return []
    const step = series.steps.find(({ to }) => to === index)
    const change =
      step === undefined ? '' : changeText({ scale: step.scale, unit: series.unit }, step.change)
    return [
      [
        label,
        at?.slice(0, 10) ?? '',
        String(spread.runs),
        metricText(series.unit, spread.median),
        rangeText(series, index),
        change,
      ],
    ]
  })
  const columns = [order === 'given' ? 'run' : 'commit', 'date', 'runs', 'median', 'range', 'step']
  return { columns, rows }
}

/** Its id may come from elsewhere; this can be an element's id and a file's name. */
export function chartIdOf({ id }: HistorySeries): string {
  return `history-${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}
