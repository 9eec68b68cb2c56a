/** The change of each block: whether blocks agree, and whether the change itself drifts. */
import type { MetricComparison } from '../comparison/comparison.ts'
import { plural } from '../format.ts'
import { changeIntervalText, changeText } from '../report/metric-text.ts'
import { axisLook, linearAxis, round } from './axes.ts'
import { baseOption, type Chart, color, fn, type Json } from './chart.ts'
import { idOf } from './comparison-runs.ts'

/** Undefined where runs are not paired, or the change is not a relative one. */
export function blocksChart(metric: MetricComparison): Chart | undefined {
  const { blocks, change, interval, margin, scale } = metric
  if (blocks.length === 0 || scale !== 'ratio') return undefined
  const higher = blocks.filter((block) => block.change > 0).length
  const { min: _, ...fromAnywhere } = linearAxis('percent-short')
  const band: Json[] =
    interval === null ? [] : [[{ yAxis: round(interval[0]) }, { yAxis: round(interval[1]) }]]
  const ends = [1 / (1 + margin) - 1, margin].map((end): Json => {
    return { yAxis: round(end), lineStyle: { color: color('muted'), type: 'dashed' } }
  })
  return {
    id: `comparison-blocks-${idOf(metric.metric)}`,
    title: `${metric.title}, change by block`,
    summary:
      `In ${higher} of ${plural(blocks.length, 'block')} the candidate is higher; over all of them ` +
      `${changeText(metric, change)}, 95 % interval ${changeIntervalText(metric, interval)} (the band). ` +
      'Dashed lines are the margin.',
    heightPx: 280,
    option: baseOption({
      legend: { show: false },
      grid: { left: 4, right: 18, top: 12, bottom: 8, outerBoundsMode: 'same' },
      xAxis: {
        type: 'category',
        data: blocks.map(({ block }) => String(block)),
        ...axisLook(),
        splitLine: { show: false },
      },
      yAxis: fromAnywhere,
      series: [
        {
          name: 'change',
          type: 'line',
          symbol: 'circle',
          symbolSize: 8,
          data: blocks.map((block) => round(block.change)),
          lineStyle: { width: 1, opacity: 0.5 },
          itemStyle: { color: color('first') },
          tooltip: { valueFormatter: fn('percent') },
          markArea: {
            silent: true,
            itemStyle: { color: color('first'), opacity: 0.15 },
            data: band,
          },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            data: [{ yAxis: 0, lineStyle: { color: color('muted'), type: 'solid' } }, ...ends],
          },
        },
      ],
    }),
    table: {
      columns: ['block', 'change'],
      rows: blocks.map((block) => [String(block.block), changeText(metric, block.change)]),
    },
  }
}
