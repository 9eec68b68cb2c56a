/**
 * The interactive flame graph as one HTML file that needs no network: every thread, time on and off
 * the CPU, coloured by layer. It opens with the thread that a person wants to see.
 */
import { formatCount, formatDuration, formatPercent, plural } from '../format.ts'
import { type Html, html, unbroken } from '../report/escape.ts'
import { pageShell } from '../report/page-shell.ts'
import { graphScripts, graphSection, type PageView } from './graph-section.ts'
import { mainThread, summarizeProfile } from './hottest.ts'
import { LAYERS } from './layers.ts'
import { GRAPH_STYLE } from './page-style.ts'
import type { Profile } from './profile.ts'
import { amount, placeOf, threadLabel, WORDS } from './wording.ts'

const FUNCTIONS_MAX = 40

export type FlamegraphInput = {
  readonly title: string
  /** Of one capture, one for each kind of time; the first is what the page opens with. */
  readonly profiles: readonly Profile[]
  /** What it was made of and with: target, tool, when. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[]
  /** What the reader should know before trusting it. */
  readonly warnings?: readonly string[]
}

export function flamegraphPage(input: FlamegraphInput): string {
  const { title, profiles, facts = [], warnings = [] } = input
  const seen = profiles.filter(({ threads }) => threads.length > 0)
  const [first] = seen
  const problems = profiles.flatMap((profile) =>
    profile.problems.map(({ what, count }) => `${what}: ${formatCount(count)}`),
  )
  const all = [...profiles.map(profileFact), ...facts]
  const body = html`<header class="top"><p class="kicker">swimbench flamegraph</p><h1>${title}</h1>
<dl class="facts">${all.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${unbroken(value)}</dd></div>`)}</dl></header>
<main id="content" tabindex="-1">
${warningSection([...warnings, ...problems])}
${first === undefined ? html`<section><p>Nothing was seen: there are no samples.</p></section>` : [graphSection({}), functionSection(first)]}
</main>`
  return pageShell({
    title: `${title} – flame graph – swimbench`,
    style: GRAPH_STYLE,
    body,
    withoutScript: 'The graph needs JavaScript; the table holds the hottest functions without it.',
    scripts: first === undefined ? html`` : graphScripts(seen.map(viewOf)),
  })
}

function viewOf(profile: Profile): PageView {
  const threads = profile.threads
    .map((thread) => ({ ...thread, busy: summarizeProfile(profile, [thread]).busy }))
    .sort((a, b) => b.busy - a.busy)
  const main = mainThread(profile)
  const first = threads.findIndex(({ tree }) => tree === main?.tree)
  const { unit, frames } = profile
  return {
    label: `Time ${WORDS[profile.kind].time}`,
    unit,
    frames,
    first: Math.max(0, first),
    isDiff: false,
    threads,
  }
}

function profileFact(profile: Profile): { label: string; value: string } {
  const { samples, busy } = summarizeProfile(profile)
  const watched = profile.durationS === undefined ? '' : ` in ${formatDuration(profile.durationS)}`
  return {
    label: `time ${WORDS[profile.kind].time}`,
    value: `${plural(samples, WORDS[profile.kind].sample)}${watched}, ${amount(profile, busy)} ${WORDS[profile.kind].busy}`,
  }
}

export function warningSection(warnings: readonly string[]): Html | undefined {
  if (warnings.length === 0) return undefined
  return html`<section class="warnings" aria-label="Warnings"><ul>${warnings.map((text) => html`<li><p>${text}</p></li>`)}</ul></section>`
}

/** What the script shows for other threads, and sorts. */
function functionSection(profile: Profile): Html {
  const thread = mainThread(profile)
  const { functions, busy } = summarizeProfile(profile, thread === undefined ? [] : [thread])
  const rows = functions.slice(0, FUNCTIONS_MAX).map(
    (hot) => html`<tr><th scope="row" class="text">${hot.frame.name}</th>
<td class="text">${placeOf(hot.frame)}</td><td class="text">${LAYERS[hot.frame.layer].label}</td>
<td>${formatPercent(hot.self / busy)}</td><td>${formatPercent(hot.total / busy)}</td><td>${amount(profile, hot.self)}</td><td>${formatCount(hot.selfSamples)}</td></tr>`,
  )
  const sorted = (by: string, label: string, order: string) =>
    html`<th scope="col" aria-sort="${order}"><button type="button" data-by="${by}">${label}</button></th>`
  return html`<section aria-labelledby="hottest"><h2 id="hottest">Hottest functions</h2>
<p class="muted" id="functions-of">${thread === undefined ? '' : threadLabel(thread)}, without waiting</p>
<div class="scroll" role="region" aria-labelledby="hottest" tabindex="0"><table id="functions">
<thead><tr><th scope="col" class="text">function</th><th scope="col" class="text">where</th><th scope="col" class="text">layer</th>${sorted('self', 'self', 'descending')}${sorted('total', 'total', 'none')}<th scope="col">self time</th><th scope="col">samples</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`
}
