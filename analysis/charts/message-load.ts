/** What a member sends, by kind of message: how many and how many bytes per second. */
import { formatBytes, formatCount, formatNumber } from '../format.ts'
import type { RunRecord } from '../run-record.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'

export type MessageLoadInput = {
  readonly byType: RunRecord['messages']['byType']
  readonly members: number
  readonly durationS: number
}

export function messageLoadChart({ byType, members, durationS }: MessageLoadInput): Chart {
  const per = members * durationS
  const kinds = Object.entries(byType)
    .map(([kind, { count, bytes }]) => ({
      kind,
      count,
      bytes,
      rate: count / per,
      load: bytes / per,
    }))
    .sort((a, b) => b.count - a.count)
  const rate = kinds.reduce((sum, { rate }) => sum + rate, 0)
  const load = kinds.reduce((sum, { load }) => sum + load, 0)
  const names = ['messages per second', 'bytes per second']
  const bars = (
    index: number,
    hue: 'first' | 'third',
    values: number[],
    format: 'number' | 'bytes',
  ): ChartOption => ({
    name: names[index] as string,
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    barMaxWidth: 22,
    data: values.map(round),
    itemStyle: { color: color(hue) },
    label: { show: true, position: 'right', formatter: fn(format), color: color('muted') },
    tooltip: { valueFormatter: fn(format) },
  })
  const category = (index: number): Json => ({
    type: 'category',
    gridIndex: index,
    inverse: true,
    data: kinds.map(({ kind }) => kind),
    ...axisLook(),
    splitLine: { show: false },
    axisLabel: { show: true, color: color('muted') },
  })
  const value = (index: number, format: 'number' | 'bytes-short'): Json => ({
    ...linearAxis(format),
    gridIndex: index,
    splitNumber: 3,
    axisLabel: { show: false },
    splitLine: { show: false },
  })
  const rowsPx = Math.max(1, kinds.length) * 30
  const grid = (top: number): Json => ({
    left: 4,
    right: 84,
    top,
    height: rowsPx,
    outerBoundsMode: 'same',
  })
  const series = [
    bars(
      0,
      'first',
      kinds.map((kind) => kind.rate),
      'number',
    ),
    bars(
      1,
      'third',
      kinds.map((kind) => kind.load),
      'bytes',
    ),
  ]
  return {
    id: 'message-load',
    title: 'Message load',
    summary:
      `A member sends ${formatNumber(rate)} messages and ${formatBytes(load)} per second on average, ` +
      'membership news included. Sizes are of the datagrams’ payload.',
    heightPx: 56 + 2 * rowsPx + 24,
    option: baseOption({
      legend: legend(series),
      tooltip: { show: false },
      grid: [grid(36), grid(36 + rowsPx + 20)],
      xAxis: [value(0, 'number'), value(1, 'bytes-short')],
      yAxis: [category(0), category(1)],
      series,
    }),
    table: {
      columns: ['kind', 'messages', 'bytes', 'mean size', 'per member and second'],
      rows: kinds.map(({ kind, count, bytes, rate }) => [
        kind,
        formatCount(count),
        formatBytes(bytes),
        formatBytes(count === 0 ? undefined : bytes / count),
        formatNumber(rate),
      ]),
    },
  }
}
