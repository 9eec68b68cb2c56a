/** The slowest probe cycles as waterfalls of their spans: which part of a cycle took how long, and where. */
import { formatDuration } from '../format.ts'
import type { SlowCycle } from '../run-record.ts'
import { blameText } from './blame-text.ts'
import { type Html, html, unbroken } from './escape.ts'

type Span = SlowCycle['spans'][number]
type Bar = { readonly span: Span; readonly depth: number }

/** Deeper nesting than any trace of ours has; a broken one must not run off the page. */
const DEPTH_MAX = 6
const OPEN_BY_DEFAULT = 1

/** `isSplit`: the run's cycles could be split, so each of them says what made it slow, or why that is not known. */
export function waterfalls(
  cycles: readonly SlowCycle[],
  short: (address: string) => string,
  isSplit: boolean,
): Html {
  return html`<ol class="cycles">${cycles.map((cycle, index) => waterfall(cycle, short, { isSplit, open: index < OPEN_BY_DEFAULT }))}</ol>`
}

function waterfall(
  cycle: SlowCycle,
  short: (address: string) => string,
  { isSplit, open }: { readonly isSplit: boolean; readonly open: boolean },
): Html {
  const bars = inOrder(cycle.spans)
  const startS = Math.min(0, ...bars.map(({ span }) => span.startS))
  const totalS = Math.max(1e-9, ...bars.map(({ span }) => span.startS + span.durationS)) - startS
  const took = cycle.rttS === null ? 'timed out' : formatDuration(cycle.rttS)
  const through = cycle.outcome === 'acked-indirect' ? ' through a relay' : ''
  const marks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => html`<span style="left:${percent(share)}">${formatDuration(share * totalS)}</span>`,
  )
  return html`<li><details${open ? html` open` : undefined}>
<summary><strong>${took}</strong>${through} <span class="route">${short(cycle.agent)} → ${short(cycle.target)}</span> <span class="muted">at ${formatDuration(cycle.atS)}</span>${isSplit ? html` <span class="blame">${unbroken(blameText(cycle))}</span>` : undefined}</summary>
<div class="waterfall">
<div class="ruler" aria-hidden="true"><span></span><div class="track">${marks}</div></div>
${bars.map((bar) => row(bar, { startS, totalS }, short))}
</div>
${bars.length === 0 ? html`<p class="muted">No span of this cycle reached the receiver.</p>` : undefined}
<p class="trace muted">trace <code>${cycle.traceId}</code></p>
</details></li>\n`
}

function row(
  { span, depth }: Bar,
  { startS, totalS }: { startS: number; totalS: number },
  short: (address: string) => string,
): Html {
  const left = percent((span.startS - startS) / totalS)
  const width = percent(span.durationS / totalS)
  const late = (span.startS - startS) / totalS > 0.6
  const attributes = Object.entries(span.attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join('  ')
  return html`<div class="span${span.ok ? '' : ' failed'}" style="--depth:${depth}">
<div class="name">${span.name} <span class="muted">${short(span.agent)}</span></div>
<div class="track" title="${attributes}"><i style="left:${left};width:${width}"></i><b style="${late ? 'right' : 'left'}:${late ? percent(1 - (span.startS - startS) / totalS) : left}">${formatDuration(span.durationS)}${span.ok ? '' : ', failed'}</b></div>
</div>`
}

/** Parents before their children, siblings by time. A span whose parent is not here counts as a root. */
function inOrder(spans: readonly Span[]): Bar[] {
  const known = new Set(spans.map((span) => span.spanId))
  const children = Map.groupBy(
    spans.toSorted((a, b) => a.startS - b.startS),
    (span) => (span.parentSpanId !== null && known.has(span.parentSpanId) ? span.parentSpanId : ''),
  )
  const bars: Bar[] = []
  const placed = new Set<Span>()
  const place = (span: Span, depth: number) => {
    if (placed.has(span)) return
    placed.add(span)
    bars.push({ span, depth: Math.min(depth, DEPTH_MAX) })
    for (const child of children.get(span.spanId) ?? []) place(child, depth + 1)
  }
  for (const root of children.get('') ?? []) place(root, 0)
  // Spans that are each other's parents hang from no root, and are shown all the same.
  for (const span of spans) place(span, 0)
  return bars
}

function percent(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`
}
