/** Charts as pictures: each as SVG, and as PNG where this system has a font to write with. */
import { LIGHT, renderSvg, type Visualization } from '../../analysis/index.ts'
import { pngOf } from './png.ts'
import { writeWhole } from './store.ts'

const WIDTH_PX = 960

type Chart = Visualization['charts'][number]

/** Returns the names of the files, in the order of the charts. */
export async function writeCharts(
  folder: string,
  charts: readonly Chart[],
  prefix = '',
): Promise<string[]> {
  const names: string[] = []
  for (const chart of charts) {
    const svg = await renderSvg(chart, { palette: LIGHT, widthPx: WIDTH_PX })
    const png = await pngOf(svg)
    await writeWhole(folder, `${prefix}${chart.id}.svg`, svg)
    names.push(`${prefix}${chart.id}.svg`)
    if (png === undefined) continue
    await writeWhole(folder, `${prefix}${chart.id}.png`, png)
    names.push(`${prefix}${chart.id}.png`)
  }
  return names
}
