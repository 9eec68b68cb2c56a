/** How the page draws: boxes on a canvas, of those that show and are wide enough to be seen, as text of its script. */
export const DRAWING_SCRIPT = `
const ROW_PX = 19
const WIDTH_MIN_PX = 0.4
const FONT = '12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace'

/** What a box is filled with: by its layer, or by how it changed. */
function boxColor(state, box) {
  const { view, layout, scheme } = state
  const node = layout.nodes[box]
  const frame = state.frames[state.tree.frames[node]]
  if (frame === undefined || (state.isTogether && layout.depths[box] === 1)) return scheme.neutral
  if (view.isDiff) return changeColor(state, node)
  return state.isWaiting[node] ? scheme.layers.waiting : scheme.layers[frame.layer]
}

function changeColor(state, node) {
  const { scheme, totalBefore, totalAfter, changeMax } = state
  const change = totalAfter[node] - totalBefore[node]
  if (change === 0 || changeMax === 0) return scheme.neutral
  const strength = Math.min(1, Math.sqrt(Math.abs(change) / changeMax))
  const isSure = state.tree.isBeyondChance[node] !== false
  return mixed(scheme.neutral, change > 0 ? scheme.grew : scheme.shrank, isSure ? 0.25 + 0.75 * strength : 0.18)
}

function mixed(from, to, share) {
  const part = (color, index) => parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16)
  const mix = [0, 1, 2].map((index) => Math.round(part(from, index) * (1 - share) + part(to, index) * share))
  return 'rgb(' + mix.join(',') + ')'
}

/** Top of a row on the canvas, which shows what has been scrolled to. */
function rowTop(state, depth) {
  const row = state.isFlame ? state.rows - 1 - depth : depth
  return row * ROW_PX - state.scrollTop
}

/** Calls draw(box, left, width) for every box that can be seen, in pixels. */
function eachShownBox(state, width, draw) {
  const { layout } = state
  const from = layout.lefts[layout.boxes[state.zoom]]
  const scale = width / layout.totals[state.zoom]
  if (!(scale > 0) || !Number.isFinite(scale)) return
  for (let box = 0; box < layout.nodes.length; ) {
    const left = (layout.lefts[box] - from) * scale
    const boxWidth = layout.totals[layout.nodes[box]] * scale
    const isShown = boxWidth >= WIDTH_MIN_PX && left + boxWidth > 0 && left < width
    if (isShown) draw(box, left, boxWidth)
    box = isShown ? box + 1 : layout.ends[box]
  }
}

/** How many rows those need. */
function shownRows(state, width) {
  let rows = 1
  eachShownBox(state, width, (box) => { rows = Math.max(rows, state.layout.depths[box] + 1) })
  return rows
}

function drawGraph(canvas, state) {
  const { layout, scheme } = state
  const pixels = window.devicePixelRatio || 1
  const width = canvas.clientWidth
  const height = canvas.clientHeight
  if (canvas.width !== Math.round(width * pixels)) canvas.width = Math.round(width * pixels)
  if (canvas.height !== Math.round(height * pixels)) canvas.height = Math.round(height * pixels)
  const context = canvas.getContext('2d')
  context.setTransform(pixels, 0, 0, pixels, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = FONT
  context.textBaseline = 'middle'
  const character = context.measureText('m').width
  const zoomed = layout.boxes[state.zoom]
  eachShownBox(state, width, (box, left, boxWidth) => {
    const node = layout.nodes[box]
    const top = rowTop(state, layout.depths[box])
    if (top <= -ROW_PX || top >= height) return
    const x = Math.max(0, left)
    const shown = Math.min(width, left + boxWidth) - x
    const isFaded = state.isMatch !== undefined ? !state.isMatch(node) : layout.depths[box] < layout.depths[zoomed]
    context.globalAlpha = isFaded ? 0.3 : 1
    context.fillStyle = boxColor(state, box)
    // A gap between neighbours, as long as there is room for one.
    context.fillRect(x, top, Math.max(shown > 2 ? shown - 1 : shown, WIDTH_MIN_PX), ROW_PX - 1)
    const room = Math.floor((shown - 7) / character)
    if (room >= 2) {
      context.globalAlpha = isFaded ? 0.55 : 1
      context.fillStyle = isFaded ? scheme.ink : scheme.label
      const name = nameOf(state, node)
      const text = name.length <= room ? name : name.slice(0, room - 1) + '…'
      context.fillText(text, x + 3, top + ROW_PX / 2, shown - 6)
    }
    if (node === state.selected || node === state.hovered) {
      context.globalAlpha = 1
      context.strokeStyle = scheme.ink
      context.lineWidth = node === state.selected ? 2 : 1
      context.strokeRect(x + 1, top + 1, Math.max(1, shown - 3), ROW_PX - 3)
    }
  })
  context.globalAlpha = 1
}

function nameOf(state, node) {
  if (node === 0) return state.threadLabel
  const { name, file, line } = state.frames[state.tree.frames[node]]
  // A function without a name is told apart by where it stands.
  return name === '(anonymous)' && file !== '' ? name + ' ' + file.slice(file.lastIndexOf('/') + 1) + (line > 0 ? ':' + line : '') : name
}
`
