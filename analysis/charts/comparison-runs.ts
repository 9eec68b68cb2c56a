/** One metric run by run in the order in which they were measured, so that drift shows, and so do outliers. */

import { median } from 'simple-statistics'
import { valueReader } from '../comparison/compared.ts'
import type { CompareOptions, MetricComparison, RunValues, Side } from '../comparison/comparison.ts'
import { plural } from '../format.ts'
import { metricText } from '../report/metric-text.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'

export type Sides = { readonly base: Side; readonly candidate: Side }

type Point = { readonly run: RunValues; readonly place: number; readonly value: number }
type Format = 'duration-short' | 'bytes-short' | 'percent-short' | 'number'

const FORMATS: Readonly<Record<MetricComparison['unit'], Format>> = {
  seconds: 'duration-short',
  bytes: 'bytes-short',
  share: 'percent-short',
  count: 'number',
  'per-second': 'number',
  number: 'number',
  floors: 'number',
}
const TOOLTIPS: Readonly<Record<Format, 'duration' | 'bytes' | 'percent' | 'number'>> = {
  'duration-short': 'duration',
  'bytes-short': 'bytes',
  'percent-short': 'percent',
  number: 'number',
}

/** Undefined where no run has the metric. */
export function runsChart(
  metric: MetricComparison,
  sides: Sides,
  options: CompareOptions,
): Chart | undefined {
  const places = placesOf(sides)
  const read = valueReader(metric, options)
  const of = (side: Side) => pointsOf(side, read, places)
  const [base, candidate] = [of(sides.base), of(sides.candidate)]
  const all = [...base, ...candidate].sort((one, other) => one.place - other.place)
  if (all.length === 0) return undefined
  const format = FORMATS[metric.unit]
  const series = [
    pointSeries('base', base, 'second', TOOLTIPS[format]),
    pointSeries('candidate', candidate, 'first', TOOLTIPS[format]),
  ]
  // What is compared lies far from zero, and it is the differences that are looked for.
  const { min: _, ...fromAnywhere } = linearAxis(format)
  return {
    id: `comparison-runs-${idOf(metric.metric)}`,
    title: `${metric.title}, run by run`,
    summary:
      `${plural(base.length, 'run')} of base with a median of ${text(metric, base)}, ` +
      `${plural(candidate.length, 'run')} of candidate with ${text(metric, candidate)}. ` +
      (isTimed(sides)
        ? 'Runs stand in the order in which they were measured; both sides moving together is the machine.'
        : 'When they were measured is not known: runs stand side by side.'),
    heightPx: 280,
    option: baseOption({
      legend: legend(series),
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(1, ...all.map(({ place }) => place)) + 1,
        minInterval: 1,
        ...axisLook(),
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: color('grid') } },
        axisLabel: { show: false },
      },
      yAxis: { ...fromAnywhere, scale: true },
      tooltip: { trigger: 'item', confine: true },
      series,
    }),
    table: {
      columns: ['run', 'side', 'block', metric.title],
      rows: all.map(({ run, value }) => [
        run.id,
        base.some((point) => point.run === run) ? 'base' : 'candidate',
        run.block === undefined ? '' : String(run.block),
        metricText(metric.unit, value),
      ]),
    },
  }
}

/** Where each run stands: by when it began where all say so, else side by side. */
function placesOf({ base, candidate }: Sides): ReadonlyMap<RunValues, number> {
  const runs = [...base.runs, ...candidate.runs]
  if (isTimed({ base, candidate })) {
    const began = ({ startedAt }: RunValues) => startedAt ?? ''
    const inOrder = runs.toSorted((one, other) => (began(one) < began(other) ? -1 : 1))
    return new Map(inOrder.map((run, index) => [run, index + 1]))
  }
  const beside = (side: Side, offset: number) =>
    side.runs.map((run, index): [RunValues, number] => [run, 2 * index + offset])
  return new Map([...beside(base, 1), ...beside(candidate, 2)])
}

function isTimed({ base, candidate }: Sides): boolean {
  return [...base.runs, ...candidate.runs].every(({ startedAt }) => startedAt !== null)
}

function pointsOf(
  side: Side,
  read: (run: RunValues) => number | null,
  places: ReadonlyMap<RunValues, number>,
): Point[] {
  return side.runs.flatMap((run) => {
    const value = read(run)
    return value !== null ? [{ run, value, place: places.get(run) ?? 0 }] : []
  })
}

function pointSeries(
  name: string,
  points: readonly Point[],
  hue: 'first' | 'second',
  format: 'duration' | 'bytes' | 'percent' | 'number',
): ChartOption {
  return {
    name,
    type: 'line',
    symbol: 'circle',
    symbolSize: 8,
    data: points
      .toSorted((one, other) => one.place - other.place)
      .map(({ place, value }): Json => [place, round(value)]),
    lineStyle: { width: 1, opacity: 0.5 },
    itemStyle: { color: color(hue) },
    tooltip: { valueFormatter: fn(format) },
  }
}

function text({ unit }: MetricComparison, points: readonly Point[]): string {
  return metricText(unit, points.length === 0 ? null : median(points.map(({ value }) => value)))
}

/** Of a metric's id, which may come from elsewhere, something that can be an element's id and a file's name. */
export function idOf(metric: string): string {
  return metric.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
