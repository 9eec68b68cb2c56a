/**
 * Two captures as one differential flame graph: boxes as wide as after (or before), red where a
 * function with what it called grew, blue where it shrank, pale where chance would do as much.
 */
import { formatCount } from '../format.ts'
import { type Html, html, unbroken } from '../report/escape.ts'
import { pageShell } from '../report/page-shell.ts'
import {
  certainty,
  chanceText,
  changeText,
  measured,
  measureText,
  sideText,
} from './diff-markdown.ts'
import type { DiffSide, FunctionChange, ProfileDiff } from './diff-profiles.ts'
import { warningSection } from './flamegraph-page.ts'
import { graphScripts, graphSection, type PageView } from './graph-section.ts'
import { GRAPH_STYLE } from './page-style.ts'
import { type ProfileKind, waitingNodes } from './profile.ts'
import { placeOf, WORDS } from './wording.ts'

const FUNCTIONS_MAX = 30

export function diffPage(diff: ProfileDiff, warnings: readonly string[] = []): string {
  const { title, kind, before, after, functions } = diff
  const body = html`<header class="top"><p class="kicker">swimbench flamegraph diff</p><h1>${title}</h1>
<dl class="facts">${side('before', kind, before)}${side('after', kind, after)}<div><dt>time ${WORDS[kind].time}</dt><dd>${measureText(diff)}</dd></div></dl></header>
<main id="content" tabindex="-1">
${warningSection(warnings)}
${graphSection({ switches: WIDTHS, legend: LEGEND })}
${changeTable(
  'Grew',
  diff,
  functions.filter(({ self }) => self.after > self.before),
)}
${changeTable(
  'Shrank',
  diff,
  functions.filter(({ self }) => self.after < self.before),
)}
<p class="muted">${chanceText(diff)}</p>
</main>`
  return pageShell({
    title: `${title} – flame graph diff – swimbench`,
    style: GRAPH_STYLE,
    body,
    withoutScript: 'The graph needs JavaScript; the tables hold what changed most without it.',
    scripts: graphScripts([viewOf(diff)]),
  })
}

const WIDTHS = html`<fieldset><legend>Widths </legend><label><input type="radio" name="widths" value="after" checked> after</label><label><input type="radio" name="widths" value="before"> before</label></fieldset>`

const LEGEND = html`<li class="key"><i style="background:#d6604d"></i>grew</li><li class="key"><i style="background:#4a98c9"></i>shrank</li><li class="key"><i style="background:linear-gradient(90deg,#e6d3d1 50%,#cbdae4 50%)"></i>within sampling error</li>`

function viewOf(diff: ProfileDiff): PageView {
  const { frames, threads, measure, before } = diff
  return {
    label: 'changes',
    unit: before.unit,
    measure,
    frames,
    first: 0,
    isDiff: true,
    threads: threads.map((thread) => {
      const isWaiting = waitingNodes(thread.tree, frames)
      const busy = thread.tree.after.reduce(
        (sum, weight, node) => sum + (isWaiting[node] ? 0 : weight),
        0,
      )
      return { ...thread, busy }
    }),
  }
}

function side(label: string, kind: ProfileKind, about: DiffSide): Html {
  return html`<div><dt>${label}</dt><dd>${about.title}<br><span class="muted">${unbroken(sideText(kind, about))}</span></dd></div>`
}

function changeTable(name: string, diff: ProfileDiff, functions: readonly FunctionChange[]): Html {
  const tone = name.toLowerCase()
  const rows = functions.slice(0, FUNCTIONS_MAX).map(({ frame, self, total }) => {
    const doubt = self.isBeyondChance === false ? 'unsure' : tone
    return html`<tr><th scope="row" class="text"><button type="button" data-find="${frame.name}">${frame.name}</button></th><td class="text">${placeOf(frame)}</td>
<td>${measured(diff, self.before)}</td><td>${measured(diff, self.after)}</td><td class="${doubt}">${changeText(diff, self)}</td>
<td>${measured(diff, total.before)}</td><td>${measured(diff, total.after)}</td><td class="text ${doubt}">${certainty(self)}</td></tr>`
  })
  const more = functions.length - rows.length
  return html`<section aria-labelledby="${tone}"><h2 id="${tone}">${name}</h2>
${
  rows.length === 0
    ? html`<p>Nothing.</p>`
    : html`<div class="scroll" role="region" aria-labelledby="${tone}" tabindex="0"><table class="changes">
<thead><tr><th scope="col" class="text">function</th><th scope="col" class="text">where</th><th scope="col">self before</th><th scope="col">after</th><th scope="col">change</th><th scope="col">total before</th><th scope="col">after</th><th scope="col" class="text"></th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
${more > 0 ? html`<p class="after muted">and ${formatCount(more)} more</p>` : undefined}
</section>`
}
