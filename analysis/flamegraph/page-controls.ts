/** The page's tabs, legend, table and what happens on clicks and keys, as text of its script. */
export const CONTROLS_SCRIPT = `
/** Tabs among which arrow keys move, as screen readers expect. */
function showTabs(list, labels, chosen, choose) {
  const had = list.contains(document.activeElement)
  list.replaceChildren(...labels.map(({ text, note, isQuiet }, index) => {
    const tab = element('button', text, isQuiet ? 'quiet' : undefined)
    if (note !== undefined) tab.append(' ', element('span', note))
    tab.type = 'button'
    tab.setAttribute('role', 'tab')
    tab.setAttribute('aria-selected', String(index === chosen))
    tab.setAttribute('aria-controls', 'content')
    tab.tabIndex = index === chosen ? 0 : -1
    tab.addEventListener('click', () => choose(index))
    return tab
  }))
  list.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    choose((chosen + step + labels.length) % labels.length)
  }
  if (had) list.children[chosen].focus()
}

function chooseView(index) {
  const before = state.view.threads[state.thread]
  state.view = data.views[index]
  // The same thread, where it is there, is what is looked for on the other side.
  const same = state.view.threads.findIndex(({ name, tid }) => before !== undefined && name === before.name && tid === before.tid)
  state.thread = same >= 0 ? same : state.view.first
  state.zoom = state.selected = 0
  arrange()
}

function showThreads() {
  const views = byId('views')
  views.hidden = data.views.length < 2
  showTabs(views, data.views.map(({ label }) => ({ text: label })), data.views.indexOf(state.view), chooseView)
  const { view } = state
  const whole = view.threads.reduce((sum, { busy }) => sum + busy, 0)
  const labels = view.threads.map((thread) => ({ text: threadText(thread), note: shareText(thread.busy / whole), isQuiet: thread.busy === 0 }))
  const list = byId('threads')
  list.hidden = view.threads.length < 2
  showTabs(list, [...labels, { text: 'all threads' }], state.thread, (index) => {
    state.thread = index
    state.zoom = state.selected = 0
    arrange()
  })
}

function showLegend() {
  const legend = byId('legend')
  if (state.view.isDiff) return
  const weights = {}
  state.tree.frames.forEach((frame, node) => {
    const layer = state.isWaiting[node] ? 'waiting' : (state.isTogether && state.tree.parents[node] === 0 ? undefined : state.frames[frame]?.layer)
    if (layer !== undefined) weights[layer] = (weights[layer] || 0) + state.self[node]
  })
  const scheme = data.schemes[dark.matches ? 'dark' : 'light']
  legend.replaceChildren(...Object.keys(data.layers).filter((layer) => weights[layer] > 0).map((layer) => {
    const item = element('li')
    const button = element('button')
    const swatch = element('i')
    swatch.style.background = scheme.layers[layer]
    button.type = 'button'
    button.setAttribute('aria-pressed', String(state.layer === layer))
    button.append(swatch, data.layers[layer] + ' ', element('span', shareText(weights[layer] / state.layout.totals[0])))
    button.addEventListener('click', () => {
      state.layer = state.layer === layer ? '' : layer
      search()
      showLegend()
      legend.querySelectorAll('button').forEach((each) => { if (each.textContent === button.textContent) each.focus() })
    })
    item.append(button)
    return item
  }))
}

const FUNCTIONS_MAX = 40
let sortsBy = 'self'
function showFunctions() {
  const body = byId('functions')?.tBodies[0]
  if (body === undefined) return
  const threads = state.isTogether ? state.view.threads : [state.view.threads[state.thread]]
  const summary = summarizeProfile({ frames: state.view.frames, threads })
  const rows = [...summary.functions].sort((a, b) => b[sortsBy] - a[sortsBy]).slice(0, FUNCTIONS_MAX)
  body.replaceChildren(...rows.map((hot) => {
    const row = element('tr')
    const head = element('th', undefined, 'text')
    head.scope = 'row'
    const button = element('button', hot.frame.name)
    button.type = 'button'
    button.addEventListener('click', () => find(hot.frame.name))
    head.append(button)
    row.append(head, element('td', placeText(hot.frame), 'text'), element('td', data.layers[hot.frame.layer], 'text'))
    for (const key of ['self', 'total']) row.append(element('td', shareText(hot[key] / summary.busy)))
    row.append(element('td', amountText(hot.self)), element('td', formatCount(hot.selfSamples)))
    return row
  }))
  byId('functions-of').textContent = state.threadLabel + ', without waiting'
}
for (const button of document.querySelectorAll('#functions thead button')) {
  button.addEventListener('click', () => {
    sortsBy = button.dataset.by
    for (const other of document.querySelectorAll('#functions thead button')) other.parentElement.setAttribute('aria-sort', other === button ? 'descending' : 'none')
    showFunctions()
  })
}
for (const button of document.querySelectorAll('[data-find]')) button.addEventListener('click', () => find(button.dataset.find))

function find(text) {
  byId('search').value = state.query = text
  search()
  pane.scrollIntoView({ block: 'nearest' })
  if (state.matches.length > 0) reveal(state.matches[0])
}

byId('search').addEventListener('input', (event) => { state.query = event.target.value; search() })
byId('search').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { event.target.value = state.query = ''; search() }
  if (event.key === 'Enter' && state.matches.length > 0) {
    const step = event.shiftKey ? state.matches.length - 1 : 1
    const at = state.matches.indexOf(state.selected)
    reveal(state.matches[at < 0 ? 0 : (at + step) % state.matches.length])
  }
})
byId('reset').addEventListener('click', () => { zoomTo(0); canvas.focus() })
byId('upright').addEventListener('change', (event) => { state.isFlame = event.target.checked; arrange() })
byId('waiting').addEventListener('change', (event) => { state.showsWaiting = event.target.checked; arrange() })
for (const choice of document.querySelectorAll('[name=widths]')) choice.addEventListener('change', () => { state.widths = choice.value; arrange() })

/** The node under the pointer; −1 where there is none. */
function nodeAt(event) {
  const { layout } = state
  const row = Math.floor((event.offsetY + pane.scrollTop) / ROW_PX)
  const depth = state.isFlame ? state.rows - 1 - row : row
  const zoomed = layout.boxes[state.zoom]
  const weight = layout.lefts[zoomed] + (event.offsetX / canvas.clientWidth) * layout.totals[state.zoom]
  const box = boxAt(layout, depth, weight)
  return box < 0 ? -1 : layout.nodes[box]
}
canvas.addEventListener('pointermove', (event) => {
  if (event.pointerType === 'touch') return
  const node = nodeAt(event)
  if (node !== state.hovered) {
    state.hovered = node
    draw()
    canvas.style.cursor = node < 0 ? 'default' : 'pointer'
    tooltip.hidden = node < 0
    if (node >= 0) tooltip.replaceChildren(element('strong', nameOf(state, node)), ...facts(node).map((line) => element('div', line)))
  }
  if (node < 0) return
  const { width, height } = tooltip.getBoundingClientRect()
  const below = event.clientY + 18 + height < innerHeight
  tooltip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - width - 8)) + 'px'
  tooltip.style.top = Math.max(4, below ? event.clientY + 18 : event.clientY - height - 10) + 'px'
})
const leave = () => { state.hovered = -1; tooltip.hidden = true; draw() }
canvas.addEventListener('pointerleave', leave)
pane.addEventListener('scroll', () => { leave() })
canvas.addEventListener('click', (event) => { const node = nodeAt(event); leave(); if (node >= 0) zoomTo(node) })
canvas.addEventListener('dblclick', () => zoomTo(0))
canvas.addEventListener('keydown', (event) => {
  const { layout, tree, selected } = state
  const box = layout.boxes[selected]
  const beside = (step) => {
    const siblings = layout.nodes.filter((node) => node > 0 && tree.parents[node] === tree.parents[selected])
    return siblings[siblings.indexOf(selected) + step] ?? -1
  }
  const inner = () => (layout.depths[box + 1] === layout.depths[box] + 1 ? layout.nodes[box + 1] : -1)
  const outer = () => (selected === 0 ? -1 : tree.parents[selected])
  const moves = {
    ArrowRight: () => select(beside(1), true), ArrowLeft: () => select(beside(-1), true),
    ArrowDown: () => select(state.isFlame ? outer() : inner(), true), ArrowUp: () => select(state.isFlame ? inner() : outer(), true),
    Enter: () => zoomTo(selected), Home: () => zoomTo(0),
    Escape: () => zoomTo(state.zoom === 0 ? 0 : tree.parents[state.zoom]),
  }
  if (!Object.hasOwn(moves, event.key)) return
  event.preventDefault()
  moves[event.key]()
})
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input') || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  byId('search').focus()
})
dark.addEventListener('change', () => { showLegend(); draw() })
new ResizeObserver(draw).observe(pane)
addEventListener('resize', fit)
addEventListener('beforeprint', () => { isPrinting = true; tooltip.hidden = true; drawNow() })
addEventListener('afterprint', () => { isPrinting = false; drawNow() })
state.thread = state.view.first
arrange()
drawNow()
`
