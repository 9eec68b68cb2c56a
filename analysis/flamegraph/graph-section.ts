/** What pages of graphs share: the controls, the canvas, and scripts that carry the functions they use. */
import { DARK, LIGHT } from '../charts/palette.ts'
import { formatCount, formatDuration, formatNumber, formatPercent, significant } from '../format.ts'
import { elementText, type Html, html, printableStrings, scriptJson } from '../report/escape.ts'
import type { DiffTree } from './diff-profiles.ts'
import { COUNTING } from './hottest.ts'
import { LAYER_NAMES, LAYERS } from './layers.ts'
import { CONTROLS_SCRIPT } from './page-controls.ts'
import { DRAWING_SCRIPT } from './page-drawing.ts'
import { boxAt, layoutTree, matchedWeight, togetherTree } from './page-layout.ts'
import { GRAPH_SCRIPT } from './page-script.ts'
import { type Frame, type Profile, type StackTree, totalsOf, waitingNodes } from './profile.ts'

/** Colours beside those of layers: of boxes that have none, and of what grew and shrank. */
const CHANGES = { grew: '#d6604d', shrank: '#4a98c9' }
const LABEL_INK = '#14181c'
const NEUTRAL = { light: '#e3e6e9', dark: '#9aa3ab' }

export type PageThread<Tree> = {
  readonly name: string
  readonly tid?: number | undefined
  readonly tree: Tree
  /** What did not wait: how busy it was among the others. */
  readonly busy: number
}

export type PageView = {
  readonly label: string
  readonly unit: Profile['unit']
  readonly frames: readonly Frame[]
  /** The thread it opens with. */
  readonly first: number
} & (
  | { readonly isDiff: false; readonly threads: readonly PageThread<StackTree>[] }
  | {
      readonly isDiff: true
      readonly measure: string
      readonly threads: readonly PageThread<DiffTree>[]
    }
)

/** Controls and canvas. `switches` are more controls, `legend` explains colours that are not of layers. */
export function graphSection(parts: { readonly switches?: Html; readonly legend?: Html }): Html {
  return html`<section aria-label="Flame graph">
<div id="views" role="tablist" aria-label="Kind of time" hidden></div>
<div id="threads" role="tablist" aria-label="Thread" hidden></div>
<div class="bar"><label>Search <input id="search" type="search" placeholder="function or file ( / )" autocomplete="off" spellcheck="false"></label><output id="matched" for="search"></output></div>
<div class="bar"><button id="reset" type="button">Reset zoom</button>
<label><input id="waiting" type="checkbox"> Show waiting</label>
<label><input id="upright" type="checkbox"> Flames upward</label>${parts.switches}</div>
<ul id="legend" class="legend" aria-label="${parts.legend === undefined ? 'Layers, with their share of time; each can be picked out' : 'Colours'}">${parts.legend}</ul>
<ol id="crumbs" class="crumbs" aria-label="Zoomed into"></ol>
<p id="all-waiting" class="muted" hidden>This thread did nothing but wait; its waiting is shown.</p>
<div id="pane"><div id="sizer"><canvas id="graph" tabindex="0" role="application" aria-label="Flame graph. Arrow keys move between functions, Enter zooms in, Escape out, Home resets." aria-describedby="told"></canvas></div></div>
<p id="told" aria-live="polite"></p>
<p class="muted after">Click zooms in, double click resets. / searches, Enter goes to the next match. With the keyboard on the graph: arrows, Enter, Escape, Home.</p>
<div id="tooltip" hidden></div>
</section>`
}

/** The views as data, and what makes them live. */
export function graphScripts(views: readonly PageView[]): Html {
  const schemes = Object.fromEntries(
    (['light', 'dark'] as const).map((name) => {
      const { ink } = name === 'light' ? LIGHT : DARK
      const layers = Object.fromEntries(LAYER_NAMES.map((layer) => [layer, LAYERS[layer][name]]))
      return [name, { ink, label: LABEL_INK, neutral: NEUTRAL[name], ...CHANGES, layers }]
    }),
  )
  const layers = Object.fromEntries(LAYER_NAMES.map((layer) => [layer, LAYERS[layer].label]))
  const data = { layers, schemes, views: views.map(printableView) }
  return html`<script type="application/json" id="profiles">${scriptJson(data)}</script>
<script>${elementText(SCRIPT)}</script>`
}

/** Text that shows as what it is, and weights no longer than they are exact. */
function printableView(view: PageView): unknown {
  const short = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(9)))
  const threads = view.threads.map(({ tree, name, ...thread }) => {
    const weights =
      'self' in tree
        ? { self: short(tree.self) }
        : { before: short(tree.before), after: short(tree.after) }
    return { ...thread, ...printableStrings({ name }), tree: { ...tree, ...weights } }
  })
  return { ...view, frames: printableStrings(view.frames), threads }
}

const SCRIPT = [
  significant,
  formatDuration,
  formatCount,
  formatNumber,
  formatPercent,
  totalsOf,
  waitingNodes,
  `const LAYER_NAMES = ${JSON.stringify(LAYER_NAMES)}`,
  ...COUNTING,
  layoutTree,
  matchedWeight,
  boxAt,
  togetherTree,
  DRAWING_SCRIPT,
  GRAPH_SCRIPT,
  CONTROLS_SCRIPT,
]
  .map(String)
  .join('\n')
  .replace(/^/, '(() => {\n')
  .replace(/$/, '\n})()')
