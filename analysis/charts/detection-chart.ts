/** How soon crashes were noticed: the measured times as steps, over what the protocol promises. */
import { checkDetection } from '../detection/agreement.ts'
import { formatDuration, formatPercent, plural } from '../format.ts'
import type { Detection, RunRecord } from '../run-record.ts'
import { linearAxis, round } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'

const THEORY_POINTS = 120

/** Undefined for a record without crashes. */
export function detectionChart(record: Pick<RunRecord, 'config' | 'detection'>): Chart | undefined {
  const crashes = record.detection
  if (crashes.length === 0) return undefined
  const check = checkDetection(record)
  const times = (key: 'firstSuspectS' | 'firstDeadS' | 'allDeadS') =>
    crashes.flatMap((crash) => crash[key] ?? []).sort((a, b) => a - b)
  const suspect = times('firstSuspectS')
  const dead = times('firstDeadS')
  const all = times('allDeadS')
  const longestS = axisEnd(
    Math.max(check?.theory.firstSuspectS ?? 0, ...suspect, ...dead, ...all) * 1.05,
  )

  const steps = (
    name: string,
    hue: 'suspect' | 'second' | 'dead',
    values: number[],
  ): ChartOption => ({
    name,
    type: 'line',
    step: 'end',
    symbol: 'none',
    data: [
      [0, 0],
      ...values.map((value, index): Json => [round(value), round((index + 1) / crashes.length)]),
      [round(longestS), round(values.length / crashes.length)],
    ],
    lineStyle: { width: 2 },
    itemStyle: { color: color(hue) },
    tooltip: { valueFormatter: fn('percent') },
  })
  const series: ChartOption[] = [
    steps('first suspicion', 'suspect', suspect),
    steps('first dead verdict', 'second', dead),
    steps('all survivors agree', 'dead', all),
  ]
  if (check !== undefined) {
    const { theory } = check
    series.push({
      name: 'first suspicion, expected',
      type: 'line',
      symbol: 'none',
      data: Array.from({ length: THEORY_POINTS + 1 }, (_, index): Json => {
        const atS = (longestS * index) / THEORY_POINTS
        return [round(atS), round(theory.firstSuspectWithin(atS))]
      }),
      lineStyle: { width: 1.5, type: 'dashed' },
      itemStyle: { color: color('first') },
      tooltip: { valueFormatter: fn('percent') },
    })
  }
  return {
    id: 'detection',
    title: 'Time to detection',
    summary: `Share of ${plural(crashes.length, 'crash', 'crashes')} noticed within a time. ${agreementText(check)}`,
    heightPx: 320,
    option: baseOption({
      legend: legend(series),
      grid: { left: 4, right: 18, top: 64, bottom: 8, outerBoundsMode: 'same' },
      xAxis: {
        ...linearAxis('duration-short'),
        max: longestS,
        splitLine: { show: false },
        axisPointer: { label: { formatter: fn('duration') } },
      },
      yAxis: { ...linearAxis('percent-short'), max: 1 },
      series,
    }),
    table: crashTable(crashes),
  }
}

/** The next half of a power of ten. */
function axisEnd(seconds: number): number {
  if (!(seconds > 0)) return 1
  const step = 10 ** Math.floor(Math.log10(seconds)) / 2
  return Math.ceil(seconds / step) * step
}

/** One sentence on how measurement and theory compare. */
export function agreementText(check: ReturnType<typeof checkDetection>): string {
  const first = check?.firstSuspect
  if (first === undefined) return ''
  const { mean, interval, expected, agrees } = first
  const measured = `The first suspicion came after ${formatDuration(mean)} on average`
  const expectation = `the protocol’s expectation is ${formatDuration(expected)}`
  if (interval === undefined) return `${measured}; ${expectation}.`
  const range = `95 % interval ${formatDuration(interval[0])} to ${formatDuration(interval[1])}`
  return `${measured} (${range}); ${expectation}, which ${agrees ? 'agrees' : 'does not agree'}.`
}

function crashTable(crashes: readonly Detection[]): Chart['table'] {
  return {
    columns: [
      'member',
      'crashed at',
      'first suspicion',
      'first dead',
      'all survivors',
      'detected by',
    ],
    rows: crashes.map((crash) => [
      crash.member,
      formatDuration(crash.crashedAtS),
      formatDuration(crash.firstSuspectS),
      formatDuration(crash.firstDeadS),
      formatDuration(crash.allDeadS),
      `${crash.detectedBy} of ${crash.survivors} (${formatPercent(crash.survivors === 0 ? null : crash.detectedBy / crash.survivors)})`,
    ]),
  }
}
