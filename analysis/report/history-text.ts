/** What a history says, in words: the same in terminal and HTML. */
import { plural } from '../format.ts'
import type { History, HistorySeries, HistoryStep, OtherGroup } from '../history/history.ts'
import { changeIntervalText, changeText, metricText } from './metric-text.ts'

const DIFFERENCES_NAMED = 4

/** `121 µs … 130 µs`; nothing of a single run. */
export function rangeText({ unit, spreads }: HistorySeries, point: number): string {
  const spread = spreads[point]
  if (spread === undefined || spread.runs < 2) return ''
  return extentText(unit, spread.low, spread.high)
}

/** `121 µs … 130 µs`, or one of them where they read the same. */
export function extentText(
  unit: HistorySeries['unit'],
  low: number | null,
  high: number | null,
): string {
  const [from, to] = [metricText(unit, low), metricText(unit, high)]
  return from === to ? from : `${from} … ${to}`
}

/** `rtt.p50 and rtt.p99 over 24 commits, 71 runs`. */
export function titleOf({ order, points, series }: History): string {
  const runs = points.reduce((sum, point) => sum + point.runs.length, 0)
  const commits = new Set(points.map(({ sha, label }) => sha ?? label)).size
  const over =
    order === 'given' ? plural(runs, 'run') : `${plural(commits, 'commit')}, ${plural(runs, 'run')}`
  const ids = series.map(({ id }) => id)
  const last = ids.pop() ?? ''
  return `${ids.length === 0 ? last : `${ids.join(', ')} and ${last}`} over ${over}`
}

/** `+10.1 % (+8.2 % … +12.0 %), worse: 125 µs → 138 µs`. */
export function stepText(step: HistoryStep, { unit }: HistorySeries): string {
  const scaled = { scale: step.scale, unit }
  const within = step.interval === null ? '' : ` (${changeIntervalText(scaled, step.interval)})`
  const levels = `${metricText(unit, step.before)} → ${metricText(unit, step.after)}`
  return `${changeText(scaled, step.change)}${within}, ${step.direction}: ${levels}`
}

/** Which commits may have done it, where it is not the one that is named or not known to be. */
export function culpritText({ points }: History, { from, commits }: HistoryStep): string {
  const before = points[from]?.label ?? ''
  if (commits === null) return `after ${before}`
  if (commits === 1) return `the first commit after ${before}`
  return `or ${plural(commits - 1, 'commit')} before it that ${commits === 2 ? 'was' : 'were'} not measured, after ${before}`
}

/** The command that looks closer; none where there is nothing between. */
export function bisectText(
  { points }: History,
  { id }: HistorySeries,
  { from, to, commits }: HistoryStep,
): string | undefined {
  const [good, bad] = [points[from]?.label, points[to]?.label]
  if (commits === null || commits < 2 || good === undefined || bad === undefined) return undefined
  return `swimbench bisect ${good} ${bad} --metric ${id}`
}

/** `nodes 6 instead of 4, spans off instead of on`. */
export function differenceText({ differences }: OtherGroup): string {
  const texts = differences.map(({ name, here, there }) => {
    if (there === null) return `${name} not told`
    return here === null ? `${name} ${there}` : `${name} ${there} instead of ${here}`
  })
  const left = texts.length - DIFFERENCES_NAMED
  const named = texts.slice(0, DIFFERENCES_NAMED).join(', ')
  return left > 0 ? `${named} and ${left} more` : named
}

/** What the runs have in common, the most telling of it. */
export function commonText({ circumstances }: History): string {
  const of = (name: string) => circumstances[name]
  if (of('samples') !== undefined) return `${of('samples')}: ${of('about')}`
  return [
    of('scenario'),
    `${of('agents')} agents`,
    of('duration asked for'),
    of('transport'),
    `spans ${of('spans')}`,
    ...(of('priority') === 'real-time' ? ['real-time priority'] : []),
    ...(of('tool') === 'none' ? [] : [`under ${of('tool')}`]),
    `on ${of('machine')}`,
  ].join(', ')
}
