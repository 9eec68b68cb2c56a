/** Charts and percentiles of measurements that have no run record, or of several of them, as one HTML file. */
import type { Chart } from '../charts/chart.ts'
import { memberViewsChart } from '../charts/member-views.ts'
import { probeCharts } from '../charts/run-charts.ts'
import { plural } from '../format.ts'
import { probeLatencies } from '../latency/probe-latencies.ts'
import { summarizeLatency } from '../latency/summarize-latency.ts'
import type { ProbeTable } from '../probe-table.ts'
import type { Distribution, RunRecord } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import { dataTable } from './data-table.ts'
import { type Html, html } from './escape.ts'
import { figure, figures, htmlPage } from './html-page.ts'
import { latencyTable } from './latency-table.ts'

export type Measurements = {
  /** What the reader calls it: a run id, a file. */
  readonly name: string
  readonly probes: ProbeTable
  readonly changes: readonly ViewChange[]
  readonly durationS: number
  readonly probeTimeoutS: number | undefined
  readonly faults: RunRecord['faults']
  /** What the reader should know before trusting it. */
  readonly notes: readonly string[]
}

export type Visualization = {
  readonly name: string
  readonly rtt: Distribution
  readonly lag: Distribution
  readonly charts: readonly Chart[]
  readonly notes: readonly string[]
}

export function visualize(measurements: Measurements): Visualization {
  const { name, probes, changes, durationS, faults, notes } = measurements
  const latencies = probeLatencies(probes)
  const members = [...new Set(changes.map(({ member }) => member))].sort()
  return {
    name,
    notes,
    rtt: summarizeLatency(latencies.map(({ rttS }) => rttS)),
    lag: summarizeLatency(latencies.map(({ lagS }) => lagS)),
    charts: [
      ...probeCharts(measurements),
      ...(members.length === 0 || durationS <= 0
        ? []
        : [memberViewsChart({ changes, members, durationS, faults })]),
    ],
  }
}

export function visualizationPage(
  visualizations: readonly Visualization[],
  echartsScript: string,
): string {
  // Several measurements have the same charts; in one page each needs a name of its own.
  const own = visualizations.map((one, index) => ({
    ...one,
    charts: one.charts.map((chart) => ({ ...chart, id: `m${index + 1}-${chart.id}` })),
  }))
  const title = plural(visualizations.length, 'measurement')
  const body = html`<header class="top"><p class="kicker">swimbench visualize</p><h1>${title}</h1>
<nav aria-label="Measurements"><ul>${own.map(({ name }, index) => html`<li><a href="#m${index + 1}">${name}</a></li>`)}</ul></nav></header>
<main id="content" tabindex="-1">${own.map((one, index) => section(one, `m${index + 1}`))}</main>`
  return htmlPage({
    title: `${title} – swimbench`,
    body,
    charts: own.flatMap(({ charts }) => charts),
    echartsScript,
  })
}

function section({ name, rtt, lag, charts, notes }: Visualization, id: string): Html {
  const [first, ...rest] = charts
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${name}</h2>
${notes.map((note) => html`<p class="muted">${note}</p>`)}
${first === undefined ? html`<p>No answered probe was found.</p>` : figure(first)}
${figures(rest)}
<h3 class="table-title">In figures</h3>${dataTable(latencyTable(rtt, lag), { label: `${name} in figures`, textColumns: [0] })}
</section>`
}
