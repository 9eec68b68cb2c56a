/** How steady the RTT was: its standard deviation in a sliding window. */
import { formatCount, formatDuration, formatDurationShort } from '../format.ts'
import { rollingJitter } from '../latency/rolling-jitter.ts'
import { rangeOf } from '../latency/time-buckets.ts'
import { log, logDurationAxis, logRange, round, timeAxis } from './axes.ts'
import { baseOption, type Chart, color, fn } from './chart.ts'
import { faultMarks, faultSummary } from './fault-marks.ts'
import type { TimeChartInput } from './rtt-over-time.ts'
import { shortNames } from './short-names.ts'

const STEPS = 200
const STEPS_PER_WINDOW = 20
const SAMPLES_PER_WINDOW_MIN = 5

export function rollingJitterChart({ probes, durationS, faults }: TimeChartInput): Chart {
  const range = rangeOf(probes, durationS)
  const points = rollingJitter(probes, range, {
    steps: STEPS,
    stepsPerWindow: STEPS_PER_WINDOW,
    countMin: SAMPLES_PER_WINDOW_MIN,
  })
  const window = formatDurationShort(((range.toS - range.fromS) * STEPS_PER_WINDOW) / STEPS)
  const values = points.map((point) => point.jitterS)
  const extent =
    values.length === 0
      ? 'Too few samples to show any.'
      : `Between ${formatDuration(Math.min(...values))} and ${formatDuration(Math.max(...values))}.`
  return {
    id: 'rolling-jitter',
    title: 'Rolling jitter',
    summary: `Standard deviation of the RTTs of the last ${window}. ${extent}${faultSummary(faults)}`,
    heightPx: 280,
    option: baseOption({
      legend: { show: false },
      grid: { left: 4, right: 18, top: 24, bottom: 8, outerBoundsMode: 'same' },
      xAxis: timeAxis(range.fromS, range.toS),
      yAxis: logDurationAxis(logRange(values)),
      series: [
        {
          name: 'jitter',
          type: 'line',
          symbol: points.length === 1 ? 'circle' : 'none',
          data: points.map((point) => [round(point.atS), log(point.jitterS)]),
          lineStyle: { width: 1.5 },
          itemStyle: { color: color('first') },
          tooltip: { valueFormatter: fn('log-duration') },
        },
        ...faultMarks(faults, shortNames(probes.addresses)),
      ],
    }),
    table: {
      columns: ['until', 'samples', 'jitter'],
      rows: points
        .filter((_, index) => index % STEPS_PER_WINDOW === 0)
        .map((point) => [
          formatDurationShort(point.atS),
          formatCount(point.count),
          formatDuration(point.jitterS),
        ]),
    },
  }
}
