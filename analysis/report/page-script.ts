/**
 * What the report's page does by itself, as the text of its script: draws the charts in the colours
 * of the reader's scheme, redraws them when width or scheme change, sorts tables. Everything readable
 * is in the page without it.
 */
export const PAGE_SCRIPT = `
(() => {
  'use strict'
  const data = JSON.parse(document.getElementById('charts').textContent)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const drawn = new Map()

  const draw = (plot) => {
    const scheme = dark.matches && !printing ? 'dark' : 'light'
    const palette = data.palettes[scheme]
    drawn.get(plot)?.dispose()
    const chart = echarts.init(plot, null, { renderer: 'svg' })
    chart.setOption(reviveOption(data.options[plot.dataset.chart], palette))
    drawn.set(plot, chart)
  }
  let printing = false
  const plots = [...document.querySelectorAll('[data-chart]')]
  for (const plot of plots) draw(plot)

  // A hidden plot has no width; it is drawn at its true one when it shows.
  const resized = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const chart = drawn.get(target)
      if (contentRect.width > 0 && chart.getWidth() !== Math.floor(contentRect.width)) chart.resize()
    }
  })
  for (const plot of plots) resized.observe(plot)
  dark.addEventListener('change', () => plots.forEach(draw))
  addEventListener('beforeprint', () => { printing = true; if (dark.matches) plots.forEach(draw) })
  addEventListener('afterprint', () => { printing = false; if (dark.matches) plots.forEach(draw) })

  for (const table of document.querySelectorAll('table[data-sortable]')) {
    const headings = [...table.tHead.rows[0].cells]
    headings.forEach((heading, column) => {
      heading.firstElementChild.addEventListener('click', () => {
        const descending = heading.getAttribute('aria-sort') !== 'descending'
        for (const other of headings) other.setAttribute('aria-sort', 'none')
        heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
        const key = (row) => {
          const cell = row.cells[column]
          return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort)
        }
        const rank = (value) => (typeof value === 'number' ? 1 : 0)
        const order = (a, b) => {
          if (rank(a) !== rank(b)) return rank(b) - rank(a)
          const by = typeof a === 'number' ? a - b : a.localeCompare(b)
          return descending ? -by : by
        }
        const rows = [...table.tBodies[0].rows].sort((a, b) => order(key(a), key(b)))
        table.tBodies[0].append(...rows)
      })
    })
  }
})()
`
