/** The axes that several charts share: time along the run, and durations on a logarithmic scale. */
import { type ChartOption, color, fn, type Json } from './chart.ts'

const NANOSECOND = 1e-9

/** Where the ticks of a logarithmic axis stand within a decade, by how many decades it spans. */
const STEPS_WIDE = [1]
const STEPS_MIDDLE = [1, 2, 5]
const STEPS_NARROW = [1, 1.5, 2, 3, 4, 5, 6, 8]

/** Durations as positions on a logarithmic axis. */
export function log(seconds: number): number {
  return round(Math.log10(Math.max(NANOSECOND, seconds)))
}

/** Enough digits for a pixel on any screen; whole doubles would make the report several times larger. */
export function round(value: number): number {
  return Number(value.toPrecision(7))
}

export type LogRange = {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
}

/** The smallest range between two ticks that holds all of `seconds`. */
export function logRange(seconds: readonly number[]): LogRange {
  const finite = seconds.filter((value) => Number.isFinite(value)).map(log)
  const low = finite.length === 0 ? -6 : Math.min(...finite)
  const high = finite.length === 0 ? -3 : Math.max(...finite)
  const span = high - low
  const steps = span > 3 ? STEPS_WIDE : span > 1 ? STEPS_MIDDLE : STEPS_NARROW
  const ticks: number[] = []
  for (let decade = Math.floor(low) - 1; decade <= Math.ceil(high); decade += 1) {
    for (const step of steps) ticks.push(round(decade + Math.log10(step)))
  }
  const min = ticks.findLast((tick) => tick <= low - 0.01) ?? low
  const max = ticks.find((tick) => tick >= high + 0.01) ?? high
  return { min, max, ticks: ticks.filter((tick) => min <= tick && tick <= max) }
}

/** An axis whose values are the `log` of durations. */
export function logDurationAxis({ min, max, ticks }: LogRange): ChartOption {
  return {
    type: 'value',
    min,
    max,
    ...axisLook(),
    axisTick: { show: false, customValues: ticks },
    axisLabel: {
      color: color('muted'),
      customValues: ticks,
      formatter: fn('log-duration-short'),
      hideOverlap: true,
    },
    axisPointer: pointer('log-duration'),
  }
}

/** Steps that people count time in, in seconds. */
const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
const TIME_TICKS_MAX = 9

function timeTicks(fromS: number, toS: number): number[] {
  const spanS = toS - fromS
  const decade = 10 ** Math.floor(Math.log10(spanS / TIME_TICKS_MAX))
  const fine = [1, 2, 5, 10].map((step) => step * decade)
  const steps = spanS < TIME_TICKS_MAX ? fine : TIME_STEPS_S
  const step = steps.find((each) => spanS / each <= TIME_TICKS_MAX) ?? spanS
  const ticks: number[] = []
  for (let count = Math.ceil(fromS / step); count * step <= toS; count += 1) {
    ticks.push(round(count * step))
  }
  return ticks
}

/** Seconds from the start of the measured part. */
export function timeAxis(fromS: number, toS: number): ChartOption {
  const ticks = timeTicks(fromS, toS)
  return {
    type: 'value',
    min: round(fromS),
    max: round(toS),
    ...axisLook(),
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: color('grid') } },
    axisTick: { show: false, customValues: ticks },
    axisLabel: {
      color: color('muted'),
      customValues: ticks,
      formatter: fn('duration-short'),
      hideOverlap: true,
      margin: 12,
    },
    axisPointer: pointer('duration'),
  }
}

/** Shares of all samples by how many nines they have: 0 %, 90 %, 99 %, 99.9 % … */
export function tailAxis(nines: number): ChartOption {
  const ticks = Array.from({ length: Math.floor(nines) + 1 }, (_, index) => index)
  return {
    type: 'value',
    min: 0,
    max: round(nines),
    ...axisLook(),
    axisTick: { show: false, customValues: [...ticks, round(Math.log10(2))] },
    axisLabel: {
      color: color('muted'),
      customValues: [...ticks, round(Math.log10(2))],
      formatter: fn('tail-percent'),
      hideOverlap: true,
    },
    axisPointer: pointer('tail-percent'),
  }
}

/** Anything that starts at zero. */
export function linearAxis(
  format: 'percent-short' | 'number' | 'duration-short' | 'bytes-short' | 'count',
): ChartOption {
  return {
    type: 'value',
    min: 0,
    ...axisLook(),
    axisLabel: { color: color('muted'), formatter: fn(format), hideOverlap: true },
  }
}

export function axisLook(): ChartOption {
  return {
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: color('grid') } },
    axisLabel: { color: color('muted'), hideOverlap: true },
    nameTextStyle: { color: color('muted') },
  }
}

function pointer(format: 'duration' | 'log-duration' | 'tail-percent'): Json {
  return {
    lineStyle: { color: color('muted') },
    label: { color: color('background'), backgroundColor: color('ink'), formatter: fn(format) },
  }
}
