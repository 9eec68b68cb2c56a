/** Draws recorded runs and logs of swim-rs into a folder: one page of everything, and every chart by itself. */
import { join } from 'node:path'
import { type Visualization, visualizationPage, visualize } from '../../analysis/index.ts'
import { readMeasurements } from './read-measurements.ts'
import { readEcharts } from './render-run.ts'
import { writeWhole } from './store.ts'
import { writeCharts } from './write-charts.ts'

const PAGE_NAME = 'index.html'

export type DrawnFiles = {
  readonly visualizations: readonly Visualization[]
  readonly page: string
  readonly pictures: readonly string[]
}

export async function visualizeFiles(
  names: readonly string[],
  folders: { readonly resultsDir: string; readonly drawingsDir: string },
): Promise<DrawnFiles> {
  const { resultsDir, drawingsDir } = folders
  const visualizations = (await readMeasurements(names, resultsDir)).map(visualize)
  await writeWhole(drawingsDir, PAGE_NAME, visualizationPage(visualizations, await readEcharts()))
  const pictures: string[] = []
  for (const [index, { charts }] of visualizations.entries()) {
    const prefix = visualizations.length === 1 ? '' : `${index + 1}-`
    pictures.push(...(await writeCharts(drawingsDir, charts, prefix)))
  }
  return {
    visualizations,
    page: join(drawingsDir, PAGE_NAME),
    pictures: pictures.map((name) => join(drawingsDir, name)),
  }
}
