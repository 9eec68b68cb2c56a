/** RTT over time: every sample when there are few; else median, p99 and maximum per slice of time, and the highest samples singly. */
import { formatCount, formatDuration, formatDurationShort, plural } from '../format.ts'
import {
  highestRtts,
  type RttBucket,
  rangeOf,
  rttBuckets,
  timedOutRows,
} from '../latency/time-buckets.ts'
import type { ProbeTable } from '../probe-table.ts'
import type { RunRecord } from '../run-record.ts'
import { log, logDurationAxis, round, timeAxis } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'
import { faultMarks, faultSummary } from './fault-marks.ts'
import { shortNames } from './short-names.ts'
import { timeoutMark } from './timeout-mark.ts'

const POINTS_MAX = 2000
const OUTLIERS_MAX = 600
const TIMEOUTS_MAX = 400
const BUCKETS_MAX = 240
/** A median of fewer samples is hardly more than one of them. */
const SAMPLES_PER_BUCKET = 8

export type TimeChartInput = {
  readonly probes: ProbeTable
  readonly durationS: number
  readonly probeTimeoutS: number | undefined
  readonly faults: RunRecord['faults']
}

export function rttOverTime({ probes, durationS, probeTimeoutS, faults }: TimeChartInput): Chart {
  const range = rangeOf(probes, durationS)
  const bucketCount = Math.min(
    BUCKETS_MAX,
    Math.max(6, Math.floor(probes.length / SAMPLES_PER_BUCKET)),
  )
  const buckets = rttBuckets(probes, range, bucketCount)
  const all = probes.length <= POINTS_MAX
  const single = highestRtts(probes, all ? POINTS_MAX : OUTLIERS_MAX)
  const lost = timedOutRows(probes, TIMEOUTS_MAX)
  const lostCount = lost.rows.length + lost.left
  const samplesS = [
    ...buckets.flatMap((bucket) => [bucket.p50S, bucket.maxS]),
    ...single.rows.map((row) => probes.rttS[row] as number),
  ]
  const timeout = timeoutMark(samplesS, probeTimeoutS, {
    axis: 'yAxis',
    text: `probe timeout ${formatDurationShort(probeTimeoutS)}`,
  })

  const point = (row: number): Json => [
    round(probes.sentAtS[row] as number),
    log(probes.rttS[row] as number),
  ]
  const curves: ChartOption[] = [
    {
      name: all ? 'one probe' : 'highest samples',
      type: 'scatter',
      data: single.rows.map(point),
      symbolSize: all && single.rows.length < 400 ? 5 : 3,
      itemStyle: { color: color('faint') },
      tooltip: { show: false },
      silent: true,
      ...(timeout.markLine === undefined ? {} : { markLine: timeout.markLine }),
    },
    curve('p50', 'first', 2, buckets, (bucket) => bucket.p50S),
  ]
  if (!all) {
    curves.push(
      curve('p99', 'third', 1.5, buckets, (bucket) => bucket.p99S ?? Number.NaN),
      curve('max', 'muted', 1, buckets, (bucket) => bucket.maxS),
    )
  }
  if (lostCount > 0) {
    curves.push({
      name: 'timed out',
      type: 'scatter',
      symbol: 'triangle',
      symbolRotate: 180,
      symbolSize: 9,
      symbolOffset: [0, '60%'],
      data: lost.rows.map((row) => [round(probes.sentAtS[row] as number), timeout.range.max]),
      itemStyle: { color: color('second') },
      tooltip: { show: false },
      silent: true,
    })
  }
  const drawn = curves.filter((series) => (series['data'] as readonly Json[]).length > 0)
  return {
    id: 'rtt-over-time',
    title: 'RTT over time',
    summary: summarize(probes, buckets, all, single, lostCount) + faultSummary(faults),
    heightPx: 340,
    option: baseOption({
      legend: legend(drawn),
      xAxis: timeAxis(range.fromS, range.toS),
      yAxis: logDurationAxis(timeout.range),
      series: [...drawn, ...faultMarks(faults, shortNames(probes.addresses))],
    }),
    table: bucketTable(buckets),
  }
}

function curve(
  name: string,
  hue: 'first' | 'third' | 'muted',
  width: number,
  buckets: readonly RttBucket[],
  value: (bucket: RttBucket) => number,
): ChartOption {
  const data = buckets
    .filter((bucket) => Number.isFinite(value(bucket)))
    .map((bucket): Json => [round((bucket.fromS + bucket.toS) / 2), log(value(bucket))])
  return {
    name,
    type: 'line',
    data,
    symbol: data.length === 1 ? 'circle' : 'none',
    lineStyle: { width },
    itemStyle: { color: color(hue) },
    tooltip: { valueFormatter: fn('log-duration') },
  }
}

function summarize(
  probes: ProbeTable,
  buckets: readonly RttBucket[],
  all: boolean,
  single: { readonly rows: readonly number[]; readonly left: number },
  lost: number,
): string {
  const [first] = buckets
  if (first === undefined) return 'No probe cycle was recorded.'
  const slice = formatDurationShort(first.toS - first.fromS)
  const what = all
    ? `Each dot is one of ${plural(single.rows.length, 'answered probe')}; the line is the median per ${slice}.`
    : `Median, p99 and maximum of ${plural(probes.length - lost, 'answered probe')} per ${slice}; ` +
      `the ${formatCount(single.rows.length)} highest are drawn singly.`
  const timedOut =
    lost === 0
      ? ' No probe timed out.'
      : ` ${plural(lost, 'probe')} timed out (triangles on the upper edge).`
  return what + timedOut
}

/** At most 30 rows: neighbours are put together. */
function bucketTable(buckets: readonly RttBucket[]): Chart['table'] {
  const group = Math.ceil(buckets.length / 30)
  const rows: string[][] = []
  for (let index = 0; index < buckets.length; index += group) {
    const some = buckets.slice(index, index + group)
    const [first, last] = [some[0] as RttBucket, some.at(-1) as RttBucket]
    const medians = some.map((bucket) => bucket.p50S).filter(Number.isFinite)
    const maxima = some.map((bucket) => bucket.maxS).filter(Number.isFinite)
    rows.push([
      `${formatDurationShort(first.fromS)} – ${formatDurationShort(last.toS)}`,
      formatCount(some.reduce((sum, bucket) => sum + bucket.count, 0)),
      formatCount(some.reduce((sum, bucket) => sum + bucket.timedOut, 0)),
      formatDuration(medians.length === 0 ? undefined : Math.min(...medians)),
      formatDuration(medians.length === 0 ? undefined : Math.max(...medians)),
      formatDuration(maxima.length === 0 ? undefined : Math.max(...maxima)),
    ])
  }
  return {
    columns: ['time', 'answered', 'timed out', 'lowest median', 'highest median', 'max'],
    rows,
  }
}
