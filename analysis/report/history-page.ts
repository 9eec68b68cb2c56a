/** A history as one HTML page: change points first, then a chart for each metric, the commits last. */
import { historyChart } from '../charts/history-chart.ts'
import { plural } from '../format.ts'
import type { History, HistorySeries, HistoryStep } from '../history/history.ts'
import { POINTS_MIN } from '../history/steps.ts'
import { dataTable } from './data-table.ts'
import { type Html, html, printableStrings, unbroken } from './escape.ts'
import {
  bisectText,
  commonText,
  culpritText,
  differenceText,
  rangeText,
  stepText,
  titleOf,
} from './history-text.ts'
import { figure, htmlPage } from './html-page.ts'
import { metricText } from './metric-text.ts'
import { asSentence } from './verdict.ts'

export type HistoryPage = {
  readonly history: History
  /** The text of `echarts.min.js`. */
  readonly echartsScript: string
  readonly version: string
}

export function historyPage({ history: given, echartsScript, version }: HistoryPage): string {
  // Names of files and subjects of commits also go into the data of charts.
  const history = printableStrings(given)
  const charts = history.series.map((series) => historyChart(history, series))
  const count = history.series.reduce((sum, { steps }) => sum + steps.length, 0)
  const title = titleOf(history)
  const body = html`<header class="top">
<p class="kicker">swimbench history</p>
<h1>${unbroken(title)}</h1>
<p class="verdict ${toneOf(history)}"><span>${verdictText(history, count)}</span></p>
<p class="muted">${unbroken(asSentence(commonText(history)))}</p>
</header>
<main id="content" tabindex="-1">
${warnings(history)}
${count === 0 ? undefined : html`<section aria-labelledby="steps"><h2 id="steps">${plural(count, 'change point')}</h2><ul class="cycles">${history.series.map((series) => series.steps.map((step) => stepItem(history, series, step)))}</ul></section>`}
<section aria-label="Metrics">${charts.map(figure)}</section>
<section aria-labelledby="points"><h2 id="points">${history.order === 'given' ? 'Runs' : 'Commits'}</h2>${pointTable(history)}</section>
${circumstances(history)}
${others(history)}
</main>
<footer><p>Written by swimbench ${version}. The run is the unit: a point is the median of a commit’s runs. Change points by E-divisive; the interval of a change takes its place for granted.</p></footer>`
  return htmlPage({ title: `${title} – swimbench`, body, charts, echartsScript })
}

function toneOf({ series }: History): 'good' | 'attention' {
  const isWorse = series.some(({ steps }) => steps.some(({ direction }) => direction === 'worse'))
  return isWorse ? 'attention' : 'good'
}

function verdictText({ series }: History, count: number): string {
  const searched = series.some(({ considered }) => considered >= POINTS_MIN)
  if (count === 0) return searched ? 'No change point.' : 'Too short for change points.'
  const worse = series
    .flatMap(({ steps }) => steps)
    .filter(({ direction }) => direction === 'worse').length
  const told = [
    [worse, 'worse'],
    [count - worse, 'better'],
  ] as const
  const texts = told.filter(([some]) => some > 0)
  return `${texts.map(([some, way]) => `${plural(some, 'change')} for the ${way}`).join(', ')}.`
}

function stepItem(history: History, series: HistorySeries, step: HistoryStep): Html {
  const point = history.points[step.to]
  const bisect = bisectText(history, series, step)
  return html`<li><p><b>${series.id}</b> at <code>${point?.label ?? ''}</code>${point?.subject ? ` ${point.subject}` : ''}<br>
<b class="${step.direction === 'worse' ? 'bad' : 'good'}">${unbroken(stepText(step, series))}</b></p>
<p class="muted">${asSentence(culpritText(history, step))}.${step.alongside.length === 0 ? '' : ` Moved with it: ${step.alongside.join(', ')}.`}${bisect === undefined ? undefined : html` Look closer: <code>${bisect}</code>`}</p></li>`
}

function warnings({ warnings: list }: History): Html | undefined {
  if (list.length === 0) return undefined
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">${plural(list.length, 'warning')}</h2><ul>${list.map(
    ({ message, advice }) =>
      html`<li><p>${asSentence(message)}.</p>${advice === null ? undefined : html`<p class="advice">${advice}</p>`}</li>`,
  )}</ul></section>`
}

/** Newest first. */
function pointTable({ order, points, series }: History): Html {
  const rows = points.map(({ label, at, runs, subject }, index) => [
    label,
    ...(order === 'given' ? [] : [subject ?? '', at?.slice(0, 10) ?? '', String(runs.length)]),
    ...series.flatMap((one) => [
      metricText(one.unit, one.spreads[index]?.median ?? null),
      ...(order === 'given' ? [] : [rangeText(one, index)]),
    ]),
  ])
  const columns =
    order === 'given'
      ? ['run', ...series.map(({ id }) => id)]
      : ['commit', 'subject', 'date', 'runs', ...series.flatMap(({ id }) => [id, 'range'])]
  const textColumns = order === 'given' ? [0] : [0, 1]
  return dataTable({ columns, rows: rows.reverse() }, { label: 'Points', textColumns })
}

function circumstances({ circumstances: common, order }: History): Html | undefined {
  if (order === 'given') return undefined
  return html`<section aria-labelledby="common"><details class="fold"><summary><h3 id="common">What all these runs have in common</h3></summary><dl class="facts">${Object.entries(common).map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl></details></section>`
}

function others({ others: groups }: History): Html | undefined {
  if (groups.length === 0) return undefined
  const rows = groups.map((group) => [
    differenceText(group),
    plural(group.commits, 'commit'),
    plural(group.runs, 'run'),
    `--like ${group.run}`,
  ])
  return html`<section aria-labelledby="others"><h2 id="others">Not comparable with these</h2>${dataTable({ columns: ['what differs', 'commits', 'runs', 'show them'], rows }, { label: 'Other runs', textColumns: [0, 1, 2, 3] })}</section>`
}
