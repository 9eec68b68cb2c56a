/** A capture of system calls in HTML: as a part of a run's report, and as a page of its own. */
import type { Chart, DataTable } from '../charts/chart.ts'
import { syscallTimeline } from '../charts/syscall-timeline.ts'
import { plural } from '../format.ts'
import { dataTable } from './data-table.ts'
import { type Html, html, unbroken } from './escape.ts'
import { figure, htmlPage } from './html-page.ts'
import { syscallNumbers } from './syscall-numbers.ts'
import {
  callSortKeys,
  callTable,
  cycleTable,
  descriptorTable,
  inferredTable,
  messageTable,
  peerTable,
  threadTable,
  waitTable,
} from './syscall-tables.ts'
import {
  answersText,
  boundaryText,
  callsText,
  costText,
  cyclesText,
  inferredText,
  linesText,
  wakeUpText,
} from './syscall-text.ts'
import type { SyscallView } from './syscall-view.ts'
import { asSentence } from './verdict.ts'

type Part = { readonly id: string; readonly title: string; readonly body: Html }

export type SyscallSection = {
  readonly body: Html
  /** What the page that holds `body` has to be given besides. */
  readonly charts: readonly Chart[]
}

/** For a report that has other things in it too. */
export function syscallSection(view: SyscallView): SyscallSection {
  const { charts, parts } = contentOf(view)
  const body = html`<p class="muted">${unbroken(view.about)}</p>${warningList(view)}${numbers(view)}${parts.map(
    ({ id, title, body: content }) =>
      html`<h3 class="table-title" id="${id}">${title}</h3>${content}\n`,
  )}`
  return { body, charts }
}

export function syscallPage(view: SyscallView, echartsScript: string): string {
  const { charts, parts } = contentOf(view)
  const body = html`<header class="top">
<p class="kicker">${view.about}</p>
<h1>${unbroken(view.title)}</h1>
<p>${unbroken(asSentence(callsText(view.report)))}.</p>
<nav aria-label="Sections"><ul>${parts.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content" tabindex="-1">
${view.warnings.length === 0 ? undefined : html`<section class="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">${plural(view.warnings.length, 'warning')}</h2>${warningList(view)}</section>`}
<section aria-label="Headline numbers">${numbers(view)}</section>
${parts.map(({ id, title, body: content }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`)}
</main>
<footer><p>Durations are as the tool saw them. Histograms have bins of less than 1 %; intervals are distribution-free, 95 %, within this capture.</p></footer>`
  return htmlPage({ title: `${view.title} – swimbench`, body, charts, echartsScript })
}

function contentOf(view: SyscallView): { readonly charts: Chart[]; readonly parts: Part[] } {
  const { report, facts } = view
  const timeline = syscallTimeline(report.busiest)
  const parts: (Part | undefined)[] = [
    protocolPart(view),
    {
      id: 'calls',
      title: 'System calls',
      body: html`${dataTable(callTable(report), {
        label: 'System calls',
        textColumns: [0, 10, 11],
        sortKeys: callSortKeys(report),
      })}<p class="muted after">Most working time first; shares are of working time. Spread: how many calls took how long, one character for each doubling. A percentile that has too few calls is –.${restText(report.rest.syscalls)}</p>`,
    },
    timeline === undefined
      ? undefined
      : { id: 'busiest', title: 'Where it was busiest', body: figure(timeline) },
    {
      id: 'waits',
      title: 'Waiting',
      body: html`${table(waitTable(report), 'Waits by their length', [0, 1])}<p class="muted after">${unbroken(asSentence(wakeUpText(report)))}. Calls that wait and return within 50 µs count as working; receives, reads and writes of a millisecond and more count as waiting.</p>`,
    },
    {
      id: 'threads',
      title: 'Threads',
      body: html`${table(threadTable(report), 'Threads', [0, 7])}${restNote(report.rest.threads, 'calls of other threads')}`,
    },
    report.peers.length === 0
      ? undefined
      : {
          id: 'peers',
          title: 'Peers',
          body: html`${table(peerTable(report), 'Peers', [0])}${restNote(report.rest.peers, 'calls with other peers')}`,
        },
    report.descriptors.length === 0
      ? undefined
      : {
          id: 'descriptors',
          title: 'Descriptors',
          body: html`${table(descriptorTable(report), 'Descriptors', [0, 1])}${restNote(report.rest.descriptors, 'calls on other descriptors')}`,
        },
    { id: 'capture', title: 'The capture', body: captureBody(view, facts) },
  ]
  return {
    charts: timeline === undefined ? [] : [timeline],
    parts: parts.filter((part) => part !== undefined),
  }
}

function protocolPart({ report }: SyscallView): Part | undefined {
  const { protocol } = report
  if (protocol === null) {
    const text = inferredText(report)
    if (text === undefined) return undefined
    return {
      id: 'protocol',
      title: 'Round trips, inferred',
      body: html`${sentence(text)}${table(inferredTable(report), 'Inferred RTT per peer', [0])}`,
    }
  }
  const { cycles } = protocol
  return {
    id: 'protocol',
    title: 'Probe cycles',
    body: html`${[cyclesText(report), boundaryText(report), answersText(report)].map(sentence)}
<div class="figures">${cycles.byCall.length === 0 ? undefined : html`<div><h3>An average cycle</h3>${table(cycleTable(protocol), 'Calls of an average cycle', [0])}</div>`}
<div><h3>Messages</h3>${table(messageTable(protocol), 'Messages', [0, 1])}</div></div>
<p class="muted after">A call that carries a message of a cycle is that cycle’s; waits and receives that found nothing are shared by the cycles that are open on their thread; calls that answer others are nobody’s.</p>`,
  }
}

function captureBody(view: SyscallView, facts: SyscallView['facts']): Html {
  const { unrecognized } = view.report
  const shown = unrecognized.map(({ line, text }) => [String(line), text])
  return html`${[costText(view), linesText(view.report)].map(sentence)}${
    shown.length === 0
      ? undefined
      : html`<h3 class="table-title">Lines that were not recognized</h3>${table({ columns: ['line', 'text'], rows: shown }, 'Lines that were not recognized', [0, 1])}`
  }${
    facts.length === 0
      ? undefined
      : html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
  }`
}

function numbers(view: SyscallView): Html {
  return html`<dl class="numbers">${syscallNumbers(view).map(
    ({ label, value, note, alarming }) =>
      html`<div${alarming ? html` class="alarming"` : undefined}><dt>${label}</dt><dd><div class="value">${value}</div><div class="note">${unbroken(note)}</div></dd></div>`,
  )}</dl>`
}

function warningList({ warnings }: SyscallView): Html | undefined {
  if (warnings.length === 0) return undefined
  return html`<ul>${warnings.map(
    ({ message, advice }) =>
      html`<li><p>${asSentence(message)}</p>${advice === null ? undefined : html`<p class="advice">${advice}</p>`}</li>`,
  )}</ul>`
}

function table(data: DataTable, label: string, textColumns: readonly number[]): Html {
  return dataTable(data, { label, textColumns })
}

function sentence(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<p>${unbroken(asSentence(text))}.</p>`
}

function restText(count: number): string {
  return count === 0 ? '' : ` ${plural(count, 'call')} of rarer kinds are counted together.`
}

function restNote(count: number, what: string): Html | undefined {
  return count === 0 ? undefined : html`<p class="muted after">and ${count} ${what}</p>`
}
