/** A chart as an SVG picture, drawn by echarts without a browser. The same chart gives the same text. */
import type { Chart, ChartOption } from './chart.ts'
import type { Palette } from './palette.ts'
import { reviveOption } from './revive.ts'

export type Picture = {
  readonly palette: Palette
  readonly widthPx: number
}

/** Loads echarts when first called: it takes longer than everything else here. */
export async function renderSvg(chart: Chart, { palette, widthPx }: Picture): Promise<string> {
  const echarts = await import('echarts')
  const canvas = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: widthPx,
    height: chart.heightPx + TITLE_PX,
  })
  try {
    canvas.setOption(reviveOption(withTitle(chart), palette) as Record<string, unknown>)
    return withStableIds(validXml(canvas.renderToSVGString()))
  } finally {
    canvas.dispose()
  }
}

/** Labels may come from logs: XML has no place for control characters, not even as entities. */
function validXml(svg: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return svg.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
}

const TITLE_PX = 34
const MARGIN_PX = 12

/** A picture stands alone: it has its title, a background and margins, and no tooltip. */
function withTitle(chart: Chart): ChartOption {
  const option = chart.option
  const grids = Array.isArray(option['grid']) ? option['grid'] : [option['grid']]
  return {
    ...option,
    backgroundColor: { $color: 'background' },
    tooltip: { show: false },
    title: {
      text: chart.title,
      left: MARGIN_PX,
      top: 8,
      textStyle: { color: { $color: 'ink' }, fontSize: 15, fontWeight: 600 },
    },
    legend: { ...(option['legend'] as ChartOption), left: MARGIN_PX, top: TITLE_PX, itemGap: 28 },
    grid: grids.map((grid) => {
      const own = grid as ChartOption & {
        top: number
        left: number
        right: number
        bottom?: number
      }
      return {
        ...own,
        top: own.top + TITLE_PX,
        left: own.left + MARGIN_PX,
        right: own.right + MARGIN_PX,
        ...(own.bottom === undefined ? {} : { bottom: own.bottom + MARGIN_PX }),
      }
    }),
  }
}

/** echarts numbers charts and clip paths process-wide; here they count from zero in every picture. */
function withStableIds(svg: string): string {
  const names = new Map<string, string>()
  return svg.replace(/zr\d+-[A-Za-z0-9-]+/g, (name) => {
    const known = names.get(name) ?? `p${names.size}`
    names.set(name, known)
    return known
  })
}
