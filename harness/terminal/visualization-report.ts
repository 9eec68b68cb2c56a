/** What `visualize` drew: the percentiles of each measurement, and where the charts are. */
import { plural } from '../../analysis/index.ts'
import type { DrawnFiles } from '../recording/visualize-files.ts'
import { latencySection } from './latency-section.ts'
import type { Layout } from './run-report.ts'
import { wrap } from './text.ts'

export function visualizationReport(drawn: DrawnFiles, layout: Layout): string {
  const { visualizations, page, pictures } = drawn
  const sections = visualizations.map(({ name, rtt, notes }) =>
    [
      layout.paint('bold', name),
      ...latencySection(rtt, layout),
      ...notes.flatMap((note) => wrap(note, layout.columns, '  ')),
    ].join('\n'),
  )
  const pointer = `${page}  ${layout.paint('dim', `and ${plural(pictures.length, 'picture')}`)}`
  return [...sections, pointer].join('\n\n')
}
