/** The busiest moment of a capture: the calls of each thread as bars over time, waits as thin ones. */
import { formatDuration, plural } from '../format.ts'
import { printableStrings } from '../report/escape.ts'
import type { CallKind } from '../syscalls/call-kinds.ts'
import type { BusiestMoment } from '../syscalls/summary.ts'
import { axisLook, round, timeAxis } from './axes.ts'
import { baseOption, type Chart, type ChartOption, color, fn, type Json, legend } from './chart.ts'
import type { ColorName } from './palette.ts'

const ROW_PX = 44

/** A poll that returned at once is no wait, and neither is a futex call that short. */
type BarKind = CallKind | 'ready'

type Look = {
  readonly kind: BarKind
  readonly label: string
  readonly color: ColorName
  /** Its place among the colours of the strip renderer. */
  readonly status: number
}

const LOOKS: readonly Look[] = [
  { kind: 'send', label: 'sends and writes', color: 'first', status: 5 },
  { kind: 'receive', label: 'receives and reads', color: 'second', status: 6 },
  { kind: 'other', label: 'other calls', color: 'third', status: 7 },
  { kind: 'ready', label: 'polls and futexes that did not wait', color: 'faint', status: 8 },
  { kind: 'wait', label: 'waits', color: 'left', status: 3 },
]

/** A wait is no work: its bar is thin, whatever waits. */
const THIN = [0.4, 0.6] as const
const THICK = [0.1, 0.9] as const

type Bar = BusiestMoment['bars'][number]

/** Undefined where the capture has no times. */
export function syscallTimeline(foreign: BusiestMoment | null): Chart | undefined {
  if (foreign === null || foreign.bars.length === 0) return undefined
  const moment = printableStrings(foreign)
  const threads = moment.threads.map(threadName)
  const looks = LOOKS.filter(({ kind }) => moment.bars.some((bar) => kindOf(bar) === kind))
  return {
    id: 'syscall-timeline',
    title: 'The busiest moment',
    summary: summaryOf(moment),
    heightPx: 84 + threads.length * ROW_PX,
    option: baseOption({
      legend: {
        ...legend(looks.map(({ label }) => ({ name: label }))),
        show: true,
        selectedMode: false,
      },
      tooltip: { ...(baseOption({})['tooltip'] as ChartOption), trigger: 'item' },
      xAxis: timeAxis(0, moment.lengthS),
      yAxis: {
        type: 'category',
        data: threads,
        inverse: true,
        ...axisLook(),
        splitLine: { show: false },
      },
      series: looks.map((look) => seriesOf(look, moment)),
    }),
    table: {
      columns: ['at', 'thread', 'call', 'carried', 'took'],
      rows: moment.bars.map((bar) => [
        formatDuration(bar.startS),
        threads[bar.thread] ?? '',
        bar.name,
        bar.text,
        formatDuration(bar.durationS),
      ]),
    },
  }
}

export function threadName({ tid, name }: BusiestMoment['threads'][number]): string {
  if (name !== null) return `${name} ${tid}`
  return tid > 0 ? `thread ${tid}` : 'all threads'
}

function kindOf({ kind, isWait }: Bar): BarKind {
  if (isWait) return 'wait'
  return kind === 'wait' ? 'ready' : kind
}

function seriesOf({ kind, label, color: hue, status }: Look, moment: BusiestMoment): ChartOption {
  const [low, high] = kind === 'wait' ? THIN : THICK
  const data = moment.bars
    .filter((bar) => kindOf(bar) === kind)
    .map(({ thread, name, text, startS, durationS }): Json => {
      const fromS = round(Math.max(0, startS))
      const toS = round(Math.min(moment.lengthS, startS + durationS))
      return {
        name: text === '' ? name : `${name}: ${text}`,
        value: [thread, fromS, toS, low, high, status, round(durationS)],
      }
    })
  return {
    name: label,
    type: 'custom',
    renderItem: fn('strip'),
    dimensions: ['thread', 'from', 'to', 'low', 'high', 'color', 'took'],
    encode: { x: [1, 2], y: 0, tooltip: [6] },
    tooltip: { valueFormatter: fn('duration') },
    itemStyle: { color: color(hue) },
    clip: true,
    data,
  }
}

function summaryOf({ atS, lengthS, calls, left, threads }: BusiestMoment): string {
  const rest = left === 0 ? '' : ` The ${plural(left, 'call')} after these are left out.`
  return (
    `${plural(calls, 'call')} that did not wait ended in ${formatDuration(lengthS)}, ` +
    `${formatDuration(atS)} into the capture, on ${plural(threads.length, 'thread')}. ` +
    `Thin grey bars are waits.${rest}`
  )
}
