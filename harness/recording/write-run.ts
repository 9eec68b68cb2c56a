/** A run's data files: written in the order that makes `record.json` the sign that all are there. */
import {
  encodeHistogram,
  formatProbeRows,
  formatViewChanges,
  histogramOf,
  PROBE_CSV_HEADER,
  type ProbeTable,
  probeLatencies,
  type RunRecord,
  VIEW_CSV_HEADER,
  type ViewChange,
} from '../../analysis/index.ts'
import { writeWhole } from './store.ts'

/** Rows that are made into text at a time. */
const CHUNK_ROWS = 10_000

export async function writeRun(
  folder: string,
  record: RunRecord,
  table: ProbeTable,
  views: readonly ViewChange[],
): Promise<void> {
  const histogram = histogramOf(probeLatencies(table).map(({ rttS }) => rttS))
  await writeWhole(folder, 'rtt.hdr', `${encodeHistogram(histogram)}\n`)
  await writeWhole(folder, 'probes.csv.gz', probeLines(table))
  await writeWhole(folder, 'views.csv', `${VIEW_CSV_HEADER}\n${formatViewChanges(views)}`)
  await writeWhole(folder, 'record.json', `${JSON.stringify(record, null, 2)}\n`)
}

function* probeLines(table: ProbeTable): Generator<string> {
  yield `${PROBE_CSV_HEADER}\n`
  for (let from = 0; from < table.length; from += CHUNK_ROWS) {
    yield formatProbeRows(table, from, Math.min(table.length, from + CHUNK_ROWS))
  }
}
