/** A run's report as one HTML file: the verdict and its doubts first, then the charts, the details last. */
import type { Chart } from '../charts/chart.ts'
import { runCharts } from '../charts/run-charts.ts'
import { shortNames } from '../charts/short-names.ts'
import { plural } from '../format.ts'
import type { ProbeTable } from '../probe-table.ts'
import type { RunRecord } from '../run-record.ts'
import type { ViewChange } from '../views.ts'
import { accusationTable } from './accusation-table.ts'
import { agentTable } from './agent-table.ts'
import {
  configFacts,
  environmentFacts,
  type Fact,
  probeFacts,
  runtimeFacts,
  telemetryFacts,
} from './circumstances.ts'
import { dataTable } from './data-table.ts'
import { type Html, html, unbroken } from './escape.ts'
import { floorText } from './floor-text.ts'
import { headlineNumbers } from './headline.ts'
import { figure, figures, htmlPage } from './html-page.ts'
import { latencyTable } from './latency-table.ts'
import { type SyscallSection, syscallSection } from './syscall-section.ts'
import type { SyscallView } from './syscall-view.ts'
import { thresholdTable } from './threshold-table.ts'
import { asSentence, subjectOf, verdictOf } from './verdict.ts'
import { waterfalls } from './waterfall.ts'

export type ReportInput = {
  readonly record: RunRecord
  /** Without it the charts of single probes are missing. */
  readonly probes: ProbeTable | undefined
  readonly changes: readonly ViewChange[]
  /** The text of `echarts.min.js`. */
  readonly echartsScript: string
  /** Files beside the report, by relative path. */
  readonly files: readonly { readonly path: string; readonly label: string }[]
  /** What a tool saw that watched the agents. */
  readonly syscalls?: SyscallView | undefined
}

type Section = { readonly id: string; readonly title: string; readonly body: Html }

const SIDE_BY_SIDE: readonly string[] = [
  'rtt-distribution',
  'rtt-cumulative',
  'rtt-tail',
  'rolling-jitter',
]

export function htmlReport(input: ReportInput): string {
  const { record, probes, changes, echartsScript, files } = input
  const syscalls = input.syscalls === undefined ? undefined : syscallSection(input.syscalls)
  const ofRun = runCharts(record, probes, changes)
  const charts = [...ofRun, ...(syscalls?.charts ?? [])]
  const sections = sectionsOf(record, ofRun, files, syscalls)
  const verdict = verdictOf(record)
  const body = html`<header class="top">
<p class="kicker">swimbench run <code>${record.id}</code> · ${record.startedAt}</p>
<h1>${unbroken(subjectOf(record))}</h1>
<p class="verdict ${verdict.tone}"><span>${verdict.text}</span></p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1">
${warnings(record)}
${headline(record)}
${thresholds(record)}
${sections.map(({ id, title, body: content }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`)}
</main>
<footer><p>Written by swimbench ${record.environment.swimbench}. Durations on CLOCK_MONOTONIC; intervals are distribution-free, 95 %, within this run.</p></footer>`
  return htmlPage({ title: `${subjectOf(record)} – swimbench`, body, charts, echartsScript })
}

function sectionsOf(
  record: RunRecord,
  charts: readonly Chart[],
  files: ReportInput['files'],
  syscalls: SyscallSection | undefined,
): Section[] {
  const chart = (id: string) => charts.filter((one) => one.id === id).map(figure)
  const short = shortNames(record.perAgent.map(({ agent }) => agent))
  const latency = dataTable(latencyTable(record.rtt, record.lag, record.floor), {
    label: 'RTT and lag in figures',
    textColumns: [0],
  })
  const accusations = accusationTable(record.accusations)
  const agents = agentTable(record.perAgent)
  const sections: (Section | undefined)[] = [
    {
      id: 'latency',
      title: 'Round trip',
      body: html`${chart('rtt-over-time')}${figures(charts.filter(({ id }) => SIDE_BY_SIDE.includes(id)))}
<h3 class="table-title">In figures</h3>${latency}<p class="muted after">RTT = ack − sent. Lag = sent − intended: how late the prober was itself.${floorNote(record)}</p>`,
    },
    chart('segments').length === 0
      ? undefined
      : {
          id: 'where-it-goes',
          title: 'Where the round trip goes',
          body: html`${chart('segments')}`,
        },
    record.detection.length === 0 && accusations === undefined
      ? undefined
      : {
          id: 'detection-and-accusations',
          title: 'Failure detection',
          body: html`${chart('detection')}${accusations}`,
        },
    chart('member-views').length === 0
      ? undefined
      : { id: 'views', title: 'Who thought what of whom', body: html`${chart('member-views')}` },
    record.slowest.length === 0
      ? undefined
      : {
          id: 'slowest',
          title: 'Slowest probe cycles',
          body: html`<p class="muted">${plural(record.slowest.length, 'cycle')}, slowest first, as their spans. Spans of other agents show when trace context travelled on the wire.${blameNote(record)}</p>${waterfalls(record.slowest, short, record.rtt.segments !== null)}`,
        },
    {
      id: 'load',
      title: 'Load and cost',
      body: html`${figures(charts.filter(({ id }) => id === 'message-load' || id === 'resources'))}`,
    },
    syscalls === undefined
      ? undefined
      : { id: 'syscalls', title: 'System calls', body: syscalls.body },
    {
      id: 'agents',
      title: 'Agents',
      body: dataTable(agents, {
        label: 'Agents',
        textColumns: [0, agents.columns.length - 1],
        sortKeys: agents.sortKeys,
      }),
    },
    { id: 'circumstances', title: 'Circumstances', body: circumstances(record) },
    files.length === 0
      ? undefined
      : {
          id: 'files',
          title: 'Files',
          body: html`<ul class="files">${files.map(({ path, label }) => html`<li><a href="${relative(path)}">${label}</a></li>`)}</ul>`,
        },
  ]
  return sections.filter((section) => section !== undefined)
}

function warnings(record: RunRecord): Html | undefined {
  if (record.warnings.length === 0) return undefined
  return html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">${plural(record.warnings.length, 'warning')}</h2><ul>${record.warnings.map(
    ({ message, advice }) =>
      html`<li><p>${asSentence(message)}</p>${advice === null ? undefined : html`<p class="advice">${advice}</p>`}</li>`,
  )}</ul></section>`
}

function thresholds(record: RunRecord): Html | undefined {
  const found = thresholdTable(record)
  if (found === undefined) return undefined
  const table = dataTable(found, { label: 'Thresholds', textColumns: [0, 2] })
  return html`<section aria-labelledby="thresholds-title"><h2 id="thresholds-title">Thresholds</h2>${table}</section>`
}

function headline(record: RunRecord): Html {
  const numbers = headlineNumbers(record).map(
    ({ label, value, note, alarming }) =>
      html`<div${alarming ? html` class="alarming"` : undefined}><dt>${label}</dt><dd><div class="value">${value}</div><div class="note">${unbroken(note)}</div></dd></div>`,
  )
  return html`<section aria-label="Headline numbers"><dl class="numbers">${numbers}</dl></section>`
}

function circumstances(record: RunRecord): Html {
  const fold = (title: string, facts: readonly Fact[]) =>
    html`<details class="fold"><summary><h3>${title}</h3></summary><dl class="facts">${facts.map(
      ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`,
    )}</dl></details>`
  return html`${fold('Environment', environmentFacts(record))}${fold('Configuration', configFacts(record))}${fold('Probe counts', probeFacts(record))}${fold('Telemetry', telemetryFacts(record))}${record.runtime === null ? undefined : fold('Runtime', runtimeFacts(record))}`
}

function blameNote({ rtt }: RunRecord): string {
  return rtt.segments === null
    ? ''
    : ' What a cycle says of where its time went counts from the segments’ medians.'
}

function floorNote(record: RunRecord): string {
  const text = floorText(record)
  return text === undefined
    ? ''
    : ` ${unbroken(text)}. The floor is the same system calls between two processes, with no protocol.`
}

/** A path that cannot be taken for another scheme. */
function relative(path: string): string {
  return `./${path.split('/').map(encodeURIComponent).join('/')}`
}
