/** The probe timeout as a line on a logarithmic axis of durations. */
import { type LogRange, log, logRange } from './axes.ts'
import { type ChartOption, color } from './chart.ts'

/** An axis is stretched by at most this many decades to show the timeout; beyond, its edge says where it is. */
const STRETCH_DECADES = 1.2

export type TimeoutMark = { readonly range: LogRange; readonly markLine: ChartOption | undefined }

/**
 * `axis` is the one that has the durations. A timeout near the data is drawn where it is; a distant
 * one would squeeze the data into a corner, so the mark at the axis' end says that it is further out.
 */
export function timeoutMark(
  samplesS: readonly number[],
  timeoutS: number | undefined,
  { axis, text }: { axis: 'xAxis' | 'yAxis'; text: string },
): TimeoutMark {
  const range = logRange(samplesS)
  if (timeoutS === undefined) return { range, markLine: undefined }
  const near = log(timeoutS) <= range.max + STRETCH_DECADES
  const shown = near ? logRange([...samplesS, timeoutS]) : range
  const at = Math.min(shown.max, Math.max(shown.min, log(timeoutS)))
  const beyond = log(timeoutS) > shown.max
  return {
    range: shown,
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: color('second'), type: 'dashed', width: beyond ? 0 : 1 },
      label: {
        formatter: beyond ? (axis === 'xAxis' ? `${text} →` : `${text} ↑`) : text,
        position: 'insideEndTop',
        color: color('second'),
        backgroundColor: color('background'),
        fontSize: 11,
        ...(axis === 'xAxis' ? { rotate: 0, align: 'right', padding: [0, 6, 0, 0] } : {}),
      },
      data: [axis === 'xAxis' ? { xAxis: at } : { yAxis: at }],
    },
  }
}
