/**
 * A run's report and charts, made from its data files: `report.html`, `report.md`, and every chart as
 * SVG and PNG. Rendering the same run again gives the same files.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import {
  htmlReport,
  markdownReport,
  type ProbeTable,
  type ReportInput,
  type RunRecord,
  runCharts,
  type ViewChange,
} from '../../analysis/index.ts'
import { viewOfRunCapture } from '../tracing/run-capture.ts'
import { readRunData } from './read-run.ts'
import { type StoredRun, writeWhole } from './store.ts'
import { writeCharts } from './write-charts.ts'

const DATA_FILES = [
  ['record.json', 'Run record'],
  ['rtt.hdr', 'RTT histogram (HdrHistogram V2, base64)'],
  ['probes.csv.gz', 'Every probe cycle'],
  ['views.csv', 'Who thought what of whom'],
  ['report.md', 'This report as Markdown'],
] as const

const CAPTURE_FILES = [
  ['spans.jsonl', 'Spans (OTLP JSON lines)'],
  ['metrics.jsonl', 'Metrics (OTLP JSON lines)'],
  ['events.jsonl', 'What the agents wrote'],
  ['strace.txt', 'System calls as strace saw them'],
  ['bpftrace.txt', 'System calls as bpftrace saw them'],
  ['perf-trace.txt', 'System calls as perf saw them'],
] as const

/** Renders a recorded run again, from what is on disk. Returns what could not be read. */
export async function renderRun(
  run: StoredRun,
  { tracesDir }: { readonly tracesDir: string },
): Promise<readonly string[]> {
  const { probes, views, problems } = await readRunData(run.folder)
  await writeReport(run.folder, join(tracesDir, run.id), run.record, probes, views)
  return problems
}

/** Writes everything that is derived from a run into its folder. */
export async function writeReport(
  folder: string,
  tracesFolder: string,
  record: RunRecord,
  probes: ProbeTable | undefined,
  changes: readonly ViewChange[],
): Promise<void> {
  await writeWhole(folder, 'report.md', markdownReport(record))
  const echartsScript = await readEcharts()
  const files = filesBeside(folder, tracesFolder)
  const syscalls = await viewOfRunCapture(tracesFolder, record)
  const report = htmlReport({ record, probes, changes, echartsScript, files, syscalls })
  await writeWhole(folder, 'report.html', report)
  await writeCharts(folder, runCharts(record, probes, changes), 'charts/')
}

/** The text of the library that makes charts in a page interactive. */
export async function readEcharts(): Promise<string> {
  const path = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js')
  return await readFile(path, 'utf8')
}

function filesBeside(folder: string, tracesFolder: string): ReportInput['files'] {
  const results = DATA_FILES.map(([name, label]) => ({ path: name, label }))
  const captures = CAPTURE_FILES.map(([name, label]) => {
    return { path: relative(folder, join(tracesFolder, name)), label }
  })
  return [...results, ...captures].filter(({ path }) => existsSync(join(folder, path)))
}
