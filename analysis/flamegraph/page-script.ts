/**
 * What the flame graph's page does by itself, as the text of its script: chooses threads, lays out,
 * zooms, searches, tells what is under the pointer, and all of it by keyboard, too. Text of others
 * only ever becomes textContent or is drawn.
 */
export const GRAPH_SCRIPT = `
const data = JSON.parse(document.getElementById('profiles').textContent)
const byId = (id) => document.getElementById(id)
const canvas = byId('graph')
const pane = byId('pane')
const tooltip = byId('tooltip')
const dark = matchMedia('(prefers-color-scheme: dark)')
let isPrinting = false
const state = {
  view: data.views[0], thread: 0, isFlame: false, showsWaiting: false, widths: 'after',
  zoom: 0, selected: 0, hovered: -1, query: '', layer: '', scrollTop: 0,
}

const element = (name, text, className) => {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = text
  if (className !== undefined) made.className = className
  return made
}
const shareText = (share) => formatPercent(Number.isFinite(share) ? share : 0)
const amountText = (weight) => {
  const { view } = state
  if (view.isDiff) return view.measure === 'share' ? shareText(weight) : (view.unit === 'seconds' ? formatDuration(weight) : formatNumber(weight)) + '/s'
  return view.unit === 'seconds' ? formatDuration(weight) : formatCount(weight) + (weight === 1 ? ' sample' : ' samples')
}
const placeText = (frame) => (frame.line > 0 ? frame.file + ':' + frame.line : frame.file)
const threadText = (thread) => (thread.tid === undefined ? thread.name : thread.name + ' (' + thread.tid + ')') || 'thread'

/** Everything that follows from view, thread and switches. */
function arrange() {
  const { view } = state
  const thread = view.threads[state.thread]
  state.isTogether = thread === undefined
  const shown = state.isTogether ? view.together ??= togetherTree(view.threads, view.frames) : { tree: thread.tree, frames: view.frames }
  state.tree = shown.tree
  state.frames = shown.frames
  state.threadLabel = state.isTogether ? 'all threads' : threadText(thread)
  state.isWaiting = waitingNodes(state.tree, state.frames)
  const busy = (weights) => weights.map((weight, node) => (state.isWaiting[node] ? 0 : weight))
  const self = view.isDiff ? state.tree[state.widths] : state.tree.self
  const isAllWaiting = busy(self).every((weight) => weight === 0)
  state.hidesWaiting = !state.showsWaiting && !isAllWaiting
  byId('all-waiting').hidden = !isAllWaiting || state.showsWaiting
  const shownOf = (weights) => (state.hidesWaiting ? busy(weights) : weights)
  state.self = shownOf(self)
  state.layout = layoutTree(state.tree.parents, state.self)
  if (view.isDiff) {
    state.totalBefore = totalsOf(state.tree, shownOf(state.tree.before))
    state.totalAfter = totalsOf(state.tree, shownOf(state.tree.after))
    state.changeMax = state.totalAfter.reduce((max, after, node) => (node === 0 ? 0 : Math.max(max, Math.abs(after - state.totalBefore[node]))), 0)
  } else {
    state.samples = totalsOf(state.tree, shownOf(state.tree.samples))
  }
  if (!(state.layout.boxes[state.zoom] >= 0)) state.zoom = 0
  if (!(state.layout.boxes[state.selected] >= 0)) state.selected = state.zoom
  fit()
  pane.scrollTop = state.isFlame ? pane.scrollHeight : 0
  search()
  showThreads()
  showLegend()
  showCrumbs()
  showFunctions()
  tell()
}

/** As high as the rows that show, as long as the page around it stays in reach. */
function fit() {
  state.rows = shownRows(state, pane.clientWidth)
  const height = state.rows * ROW_PX
  byId('sizer').style.height = height + 'px'
  pane.style.height = Math.min(height, Math.max(160, Math.round(innerHeight * 0.72))) + 'px'
  canvas.style.height = pane.style.height
}

function search() {
  const query = state.query.trim().toLowerCase()
  const { layer } = state
  const found = state.frames.map((frame) => (query === '' || (frame.name + ' ' + placeText(frame)).toLowerCase().includes(query)) && (layer === '' || frame.layer === layer))
  state.isMatch = query === '' && layer === '' ? undefined : (node) => found[state.tree.frames[node]] === true && !(layer !== '' && state.hidesWaiting && state.isWaiting[node])
  const output = byId('matched')
  if (state.isMatch === undefined) { output.textContent = ''; state.matches = []; draw(); return }
  const { layout } = state
  state.matches = layout.nodes.filter((node) => node > 0 && state.isMatch(node)).sort((a, b) => layout.totals[b] - layout.totals[a])
  const weight = matchedWeight(layout, state.isMatch)
  const functions = new Set(state.matches.map((node) => state.tree.frames[node])).size
  output.textContent = state.matches.length === 0 ? 'nothing matches'
    : shareText(weight / layout.totals[0]) + ' in ' + formatCount(functions) + (functions === 1 ? ' function' : ' functions') + ' and what they call'
  draw()
}

let isDrawing = false
function draw() {
  if (isDrawing) return
  isDrawing = true
  requestAnimationFrame(() => { isDrawing = false; drawNow() })
}
function drawNow() {
  state.scheme = data.schemes[dark.matches && !isPrinting ? 'dark' : 'light']
  state.scrollTop = pane.scrollTop
  drawGraph(canvas, state)
}

/** Lines about a node: what it is, where, and how much. */
function facts(node) {
  const { view, layout } = state
  const frame = state.frames[state.tree.frames[node]]
  const lines = []
  const whole = layout.totals[0]
  if (frame !== undefined && !(state.isTogether && state.tree.parents[node] === 0)) {
    if (frame.file !== '') lines.push(placeText(frame))
    lines.push(data.layers[state.isWaiting[node] ? 'waiting' : frame.layer] + tierText(frame.tiers))
  }
  if (view.isDiff) {
    const change = state.totalAfter[node] - state.totalBefore[node]
    lines.push('before ' + amountText(state.totalBefore[node]) + ', after ' + amountText(state.totalAfter[node]))
    const sure = state.tree.isBeyondChance[node]
    const size = (change < 0 ? '−' : '+') + amountText(Math.abs(change))
    lines.push(change === 0 ? 'unchanged' : size + (sure == null ? '' : sure ? ', beyond sampling error' : ', within sampling error'))
  } else {
    lines.push('total ' + amountText(layout.totals[node]) + ', ' + shareText(layout.totals[node] / whole))
    lines.push('self ' + amountText(state.self[node]) + ', ' + shareText(state.self[node] / whole))
    if (view.unit === 'seconds') lines.push(formatCount(state.samples[node]) + (state.samples[node] === 1 ? ' sample' : ' samples'))
  }
  return lines
}
function tierText(tiers) {
  const all = Object.entries(tiers)
  const sum = all.reduce((total, entry) => total + entry[1], 0)
  if (sum === 0) return ''
  return '; ran ' + all.sort((a, b) => b[1] - a[1]).map(([tier, count]) => (all.length === 1 ? tier : tier + ' ' + shareText(count / sum))).join(', ')
}

/** The selected box in words, for those who do not point. */
function tell() {
  const line = byId('told')
  line.replaceChildren(element('strong', nameOf(state, state.selected)), ' ' + facts(state.selected).join(' · '))
}

function select(node, isShown) {
  if (node < 0) return
  state.selected = node
  if (isShown) {
    const top = rowTop(state, state.layout.depths[state.layout.boxes[node]])
    if (top < 0) pane.scrollTop += top
    if (top + ROW_PX > pane.clientHeight) pane.scrollTop += top + ROW_PX - pane.clientHeight
  }
  tell()
  draw()
}

function zoomTo(node) {
  state.zoom = node
  fit()
  select(node, true)
  showCrumbs()
}

/** Brings a node into the picture that may be too narrow or aside of the zoom. */
function reveal(node) {
  const { layout } = state
  const isInZoom = ancestors(node).includes(state.zoom)
  if (!isInZoom || layout.totals[node] * canvas.clientWidth < 30 * layout.totals[state.zoom]) {
    state.zoom = node
    fit()
    showCrumbs()
  }
  select(node, true)
}

function ancestors(node) {
  const path = [node]
  while (path[0] > 0) path.unshift(state.tree.parents[path[0]])
  return path
}

const CRUMBS_MAX = 5
function showCrumbs() {
  const path = ancestors(state.zoom)
  const list = byId('crumbs')
  const shown = path.length > CRUMBS_MAX + 1 ? [path[0], ...path.slice(-CRUMBS_MAX)] : path
  list.replaceChildren(...shown.map((node) => {
    const item = element('li')
    const button = element('button', nameOf(state, node), node === state.zoom ? 'current' : undefined)
    button.type = 'button'
    if (node === state.zoom) button.setAttribute('aria-current', 'true')
    button.addEventListener('click', () => zoomTo(node))
    item.append(button)
    return item
  }))
  if (path.length > shown.length) list.children[0].classList.add('cut')
  byId('reset').disabled = state.zoom === 0
}
`
