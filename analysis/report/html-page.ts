/**
 * The frame of every HTML report: one file that needs no network (its content policy forbids any),
 * with style, charts and script inside. What is put into it is escaped by `html`.
 */
import type { Chart } from '../charts/chart.ts'
import { DARK, LIGHT } from '../charts/palette.ts'
import { REVIVE_SCRIPT } from '../charts/revive.ts'
import { dataTable } from './data-table.ts'
import { elementText, type Html, html, scriptJson, unbroken } from './escape.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { pageShell } from './page-shell.ts'

export type Page = {
  readonly title: string
  readonly body: Html
  readonly charts: readonly Chart[]
  /** The text of `echarts.min.js`. */
  readonly echartsScript: string
}

export function htmlPage({ title, body, charts, echartsScript }: Page): string {
  const options = Object.fromEntries(charts.map((chart) => [chart.id, chart.option]))
  return pageShell({
    title,
    body,
    withoutScript: 'Charts need JavaScript; the tables below each of them hold the same figures.',
    scripts: html`<script type="application/json" id="charts">${scriptJson({ palettes: { light: LIGHT, dark: DARK }, options })}</script>
<script>${elementText(echartsScript)}</script>
<script>${elementText(`${REVIVE_SCRIPT}\n${PAGE_SCRIPT}`)}</script>`,
  })
}

/** A chart with its caption, and its data as a table to unfold. */
export function figure(chart: Chart): Html {
  return html`<figure id="${chart.id}">
<figcaption><h3>${chart.title}</h3><p>${unbroken(chart.summary)}</p></figcaption>
<div class="plot" data-chart="${chart.id}" style="height:${chart.heightPx}px" role="img" aria-label="${`${chart.title}. ${chart.summary}`}"></div>
${
  chart.table.rows.length === 0
    ? undefined
    : html`<details><summary>The same as a table</summary>${dataTable(chart.table, { label: chart.title, textColumns: [0] })}</details>`
}
</figure>`
}

/** Charts that stand side by side where there is room. */
export function figures(charts: readonly Chart[]): Html | undefined {
  if (charts.length === 0) return undefined
  return html`<div class="figures">${charts.map(figure)}</div>`
}
