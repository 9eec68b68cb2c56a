/**
 * Where the round trip goes: the medians of its segments end to end, and below them each segment by
 * itself with its p50, p90 and p99. Blue is our thread, amber the peer's; numbers tell the segments apart.
 */
import { formatDuration, formatPercent, plural } from '../format.ts'
import { overFloor } from '../latency/floor.ts'
import {
  SEGMENT_LABELS,
  SEGMENT_NAMES,
  type SegmentName,
  sumOfMedians,
} from '../latency/segments.ts'
import type { Distribution, RunRecord, Segments } from '../run-record.ts'
import { axisLook, linearAxis, log, logDurationAxis, logRange, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json } from './chart.ts'
import { segmentTable } from './segment-table.ts'

/** In whose thread a segment passes. */
const HUES: Readonly<Record<SegmentName, 'first' | 'second'>> = {
  send: 'first',
  peerWakeUp: 'second',
  peerHandling: 'second',
  reply: 'second',
  wakeUp: 'first',
  handling: 'first',
}

/** Where the figures of the points stand, so that those of one row and of the next never meet. */
const FIGURES = [
  { percentile: 'p50', position: 'bottom', symbolPx: 12, ink: 'ink' },
  { percentile: 'p90', position: 'top', symbolPx: 9, ink: 'muted' },
  { percentile: 'p99', position: 'right', symbolPx: 7, ink: 'muted' },
] as const
const ROW_PX = 46
const STACK_PX = 40
const STACK_TOP_PX = 20
const ROWS_TOP_PX = 104
/** Room for the names of the segments, and for a figure at the right. */
const NAMES_PX = 148
const FIGURE_PX = 58

/** A part of the stack that is narrower has no room for its number. */
const NUMBERED_SHARE_MIN = 0.05

const NONE: Json = { show: false }

/** Undefined where no cycle could be split. */
export function segmentsChart(record: Pick<RunRecord, 'rtt' | 'floor'>): Chart | undefined {
  const { segments } = record.rtt
  const sumS = segments === null ? null : sumOfMedians(segments)
  if (segments === null || sumS === null) return undefined
  const floorS = overFloor(record)?.floorS
  const rowsPx = SEGMENT_NAMES.length * ROW_PX
  const grid = (top: number, height: number): Json => {
    return { left: NAMES_PX, right: FIGURE_PX, top, height, outerBoundsMode: 'none' }
  }
  const names = (gridIndex: number, data: readonly string[]): Json => {
    return { type: 'category', gridIndex, data, inverse: true, ...axisLook(), splitLine: NONE }
  }
  return {
    id: 'segments',
    title: 'Segments of a round trip, by p50, p90 and p99',
    summary: summaryOf(segments, sumS, record.rtt.p50),
    heightPx: ROWS_TOP_PX + rowsPx + 30,
    option: baseOption({
      legend: NONE,
      tooltip: { ...(baseOption({})['tooltip'] as ChartOption), trigger: 'item' },
      grid: [grid(STACK_TOP_PX, STACK_PX), grid(ROWS_TOP_PX, rowsPx)],
      xAxis: [
        {
          ...linearAxis('duration-short'),
          max: round(Math.max(sumS, floorS ?? 0)),
          splitNumber: 3,
          gridIndex: 0,
        },
        { ...logDurationAxis(rangeOf(segments)), gridIndex: 1 },
      ],
      yAxis: [
        names(0, [`medians, in sum\n${formatDuration(sumS)}`]),
        names(
          1,
          SEGMENT_NAMES.map((name, index) => `${SEGMENT_LABELS[name]} ${index + 1}`),
        ),
      ],
      series: [...stackOf(segments, sumS, floorS), ...SEGMENT_NAMES.map(rowOf(segments))],
    }),
    table: segmentTable(segments),
  }
}

function summaryOf({ cycles, unsplit, parts }: Segments, sumS: number, p50: number | null): string {
  const medianOf = (name: SegmentName) => parts[name].p50 ?? 0
  const largest = SEGMENT_NAMES.toSorted((a, b) => medianOf(b) - medianOf(a)).slice(0, 2)
  const shares = largest.map(
    (name) => `${SEGMENT_LABELS[name]} (${formatPercent(medianOf(name) / sumS)})`,
  )
  const rest = unsplit === 0 ? '' : ` ${plural(unsplit, 'cycle')} could not be split.`
  return (
    `${plural(cycles, 'round trip')} from the send call to the ack; blue is our thread, amber the peer’s. ` +
    `The segments’ medians sum to ${formatDuration(sumS)} (the median RTT is ${formatDuration(p50)}); ` +
    `the largest are ${shares.join(' and ')}. Below, each by its p50, p90 and p99.${rest}`
  )
}

/** The medians end to end, and the floor as a line across. */
function stackOf({ parts }: Segments, sumS: number, floorS: number | undefined): ChartOption[] {
  return SEGMENT_NAMES.map((name, index) => {
    const medianS = parts[name].p50 ?? 0
    return {
      name: SEGMENT_LABELS[name],
      type: 'bar',
      stack: 'medians',
      xAxisIndex: 0,
      yAxisIndex: 0,
      barWidth: 26,
      data: [round(medianS)],
      itemStyle: { color: color(HUES[name]), borderColor: color('background'), borderWidth: 1 },
      label: {
        show: medianS / sumS >= NUMBERED_SHARE_MIN,
        formatter: String(index + 1),
        color: color('background'),
      },
      tooltip: { valueFormatter: fn('duration') },
      ...(index > 0 || floorS === undefined ? {} : { markLine: floorLine(floorS) }),
    }
  })
}

function floorLine(floorS: number): Json {
  return {
    silent: true,
    symbol: 'none',
    // Seconds of so few microseconds would be rounded to zero.
    precision: 12,
    data: [{ xAxis: round(floorS) }],
    lineStyle: { color: color('ink'), type: 'dashed', width: 1.5 },
    label: {
      formatter: `floor ${formatDuration(floorS)}`,
      // The top: the axis of rows runs downwards.
      position: 'start',
      color: color('muted'),
      fontSize: 11,
    },
  }
}

/** A line through p50, p90 and p99 of one segment, each with its figure. */
function rowOf({ parts }: Segments) {
  return (name: SegmentName, row: number): ChartOption => ({
    name: SEGMENT_LABELS[name],
    type: 'line',
    xAxisIndex: 1,
    yAxisIndex: 1,
    lineStyle: { color: color(HUES[name]), opacity: 0.5, width: 3 },
    itemStyle: { color: color(HUES[name]) },
    tooltip: NONE,
    data: pointsOf(parts[name]).map(({ valueS, position, symbolPx, ink }): Json => {
      const figure = { formatter: formatDuration(valueS), color: color(ink), fontSize: 11 }
      return {
        value: [log(valueS), row],
        symbol: 'circle',
        symbolSize: symbolPx,
        label: { show: true, position, ...figure },
      }
    }),
  })
}

function pointsOf(part: Distribution) {
  return FIGURES.flatMap(({ percentile, ...look }) => {
    const valueS = part[percentile]
    return valueS === null ? [] : [{ valueS, ...look }]
  })
}

function rangeOf({ parts }: Segments) {
  return logRange(SEGMENT_NAMES.flatMap((name) => pointsOf(parts[name]).map((p) => p.valueS)))
}
