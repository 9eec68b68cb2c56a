/** A comparison as one HTML file: the verdict and its doubts first, then how it came to be, then what explains it. */

import type { Chart } from '../charts/chart.ts'
import { blocksChart } from '../charts/comparison-blocks.ts'
import { changesChart } from '../charts/comparison-changes.ts'
import { distributionCharts } from '../charts/comparison-distribution.ts'
import { runsChart } from '../charts/comparison-runs.ts'
import { shiftCharts } from '../charts/comparison-shift.ts'
import { plural } from '../format.ts'
import { segmentChangeTable, segmentText } from './comparison-segments.ts'
import { comparisonTable } from './comparison-table.ts'
import { VERDICT_TONES, VERDICT_WORDS, verdictSentences } from './comparison-verdict.ts'
import type { ComparisonView } from './comparison-view.ts'
import { dataTable } from './data-table.ts'
import { type Html, html, unbroken } from './escape.ts'
import { figure, figures, htmlPage } from './html-page.ts'
import { diffTable, diffTexts } from './syscall-diff-table.ts'
import { asSentence } from './verdict.ts'

type Section = { readonly id: string; readonly title: string; readonly body: Html }

export function comparisonPage(view: ComparisonView, echartsScript: string): string {
  const { comparison, about } = view
  const charts = chartsOf(view)
  const all = Object.values(charts).flat()
  const sections = sectionsOf(view, charts)
  const title = `${about.base.label} → ${about.candidate.label}`
  const body = html`<header class="top">
<p class="kicker">swimbench compare</p>
<h1>${title}</h1>
<p class="verdict ${VERDICT_TONES[comparison.verdict]}"><span><strong>${VERDICT_WORDS[comparison.verdict]}.</strong> ${unbroken(verdictSentences(comparison).join(' '))}</span></p>
<p class="muted after">${about.base.about} against ${about.candidate.about}. ${unbroken(asSentence(view.facts.join(' · ')))}.</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1">
${warnings(view)}
${sections.map(({ id, title: name, body: content }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${name}</h2>${content}</section>\n`)}
</main>
<footer><p>The run is the unit: samples of different runs are never pooled for a test. The interval decides against the margin, over the primary metrics alone; the others are there to explore.</p></footer>`
  return htmlPage({ title: `${title} – swimbench`, body, charts: all, echartsScript })
}

type Charts = Readonly<Record<'changes' | 'runs' | 'rtts' | 'shift', readonly Chart[]>>

function chartsOf({ comparison, sides, rtts, shift }: ComparisonView): Charts {
  const primary = comparison.metrics.filter(({ role }) => role === 'primary')
  const changes = changesChart(comparison)
  return {
    changes: changes === undefined ? [] : [changes],
    runs: primary
      .flatMap((metric) => [runsChart(metric, sides, comparison.options), blocksChart(metric)])
      .filter((chart) => chart !== undefined),
    rtts: rtts === undefined ? [] : distributionCharts(rtts),
    shift: shift === undefined ? [] : shiftCharts(shift),
  }
}

function sectionsOf(view: ComparisonView, charts: Charts): Section[] {
  const { comparison, segments, syscalls, captures } = view
  const sections: (Section | undefined)[] = [
    {
      id: 'metrics',
      title: 'Metrics',
      body: html`${charts.changes.map(figure)}<h3 class="table-title">In figures</h3>${dataTable(
        comparisonTable(comparison),
        { label: 'Metrics in figures', textColumns: [0, 4, 5, 6] },
      )}<p class="muted after">Medians over runs. p is adjusted for looking at all primary metrics, q at all others.</p>`,
    },
    charts.runs.length === 0
      ? undefined
      : { id: 'runs', title: 'Run by run', body: html`${figures(charts.runs)}` },
    charts.rtts.length + charts.shift.length === 0
      ? undefined
      : {
          id: 'distributions',
          title: 'Distribution of round trips',
          body: html`${charts.shift.map(figure)}${figures(charts.rtts)}`,
        },
    segments === undefined
      ? undefined
      : {
          id: 'segments',
          title: 'Where the round trip goes',
          body: html`<p>${unbroken(segmentText(segments))}</p>${dataTable(
            segmentChangeTable(segments),
            { label: 'Segments on both sides', textColumns: [0] },
          )}`,
        },
    syscalls === undefined
      ? undefined
      : {
          id: 'system-calls',
          title: 'System calls',
          body: html`<p class="muted">A is ${syscalls.names.a}, B is ${syscalls.names.b}.</p>${dataTable(
            diffTable(syscalls.diff),
            { label: 'System calls on both sides', textColumns: [0, 4, 6] },
          )}<p class="muted after">${unbroken(diffTexts(syscalls.diff, syscalls.tools).join('. '))}.</p>`,
        },
    captures.length === 0
      ? undefined
      : {
          id: 'captures',
          title: 'Captures of both',
          body: html`<ul class="files">${captures.map(({ path, label }) => html`<li><a href="${path}">${label}</a></li>`)}</ul>`,
        },
  ]
  return sections.filter((section) => section !== undefined)
}

function warnings({ comparison }: ComparisonView): Html | undefined {
  const { warnings: found } = comparison
  if (found.length === 0) return undefined
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">${plural(found.length, 'warning')}</h2><ul>${found.map(
    ({ message, advice }) =>
      html`<li><p>${unbroken(asSentence(message))}</p>${advice === null ? undefined : html`<p class="advice">${advice}</p>`}</li>`,
  )}</ul></section>`
}
