/** What analysis offers. Pure throughout; echarts is loaded only when a picture is drawn. */
export type { Chart, DataTable } from './charts/chart.ts'
export { DARK, LIGHT, type Palette } from './charts/palette.ts'
export { renderSvg } from './charts/render-svg.ts'
export { probeCharts, runCharts } from './charts/run-charts.ts'
export { segmentTable } from './charts/segment-table.ts'
export { accusationsOf, countFalsePositives } from './detection/accusations.ts'
export { checkDetection } from './detection/agreement.ts'
export { detectionsOf } from './detection/detections.ts'
export { type Outage, outagesOf } from './detection/outages.ts'
export {
  ABSENT,
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatInterval,
  formatNumber,
  formatPercent,
  plural,
} from './format.ts'
export { blameSlowest } from './latency/blame.ts'
export { latencyWarnings } from './latency/latency-warnings.ts'
export { probeLatencies } from './latency/probe-latencies.ts'
export { quantileInterval, samplesNeeded } from './latency/quantile-interval.ts'
export { encodeHistogram, histogramOf, mergeHistograms } from './latency/rtt-histogram.ts'
export {
  SEGMENT_LABELS,
  SEGMENT_NAMES,
  type SplitCycles,
  splitRoundTrip,
  summarizeSegments,
} from './latency/segments.ts'
export {
  PERCENTILE_LABELS,
  PERCENTILE_NAMES,
  PERCENTILES,
  type PercentileName,
  summarizeLatency,
} from './latency/summarize-latency.ts'
export {
  type ArmComparison,
  type ArmCost,
  type ArmRun,
  armCosts,
  OVERHEAD_METRICS,
  type OverheadMetric,
  type Ratio,
} from './overhead/arms.ts'
export { overheadWarnings } from './overhead/overhead-warnings.ts'
export { PROBE_OUTCOMES, type ProbeTable } from './probe-table.ts'
export { recordWarnings } from './record-warnings.ts'
export { slowestText } from './report/blame-text.ts'
export { pausesText } from './report/circumstances.ts'
export { printable, printableLines, printableStrings } from './report/escape.ts'
export { floorText } from './report/floor-text.ts'
export { htmlReport, type ReportInput } from './report/html-report.ts'
export { markdownReport } from './report/markdown-report.ts'
export { subjectOf, verdictOf } from './report/verdict.ts'
export {
  type Measurements,
  type Visualization,
  visualizationPage,
  visualize,
} from './report/visualization.ts'
export {
  type Accusation,
  type AgentRecord,
  type Detection,
  type Distribution,
  type Environment,
  type ProbeCounts,
  parseRunRecord,
  type RunRecord,
  type RuntimeUse,
  SCHEMA_VERSION,
  type SlowCycle,
  type Warning,
} from './run-record.ts'
export { parseSwimRsLog, type SwimRsLog } from './swim-rs/parse-log.ts'
export { type SwimRsTables, swimRsTables } from './swim-rs/tables.ts'
export {
  formatProbeRows,
  type ParsedProbes,
  PROBE_CSV_HEADER,
  ProbeTableParser,
  parseProbeTable,
} from './tables/probe-csv.ts'
export { ProbeTableBuilder } from './tables/probe-table-builder.ts'
export {
  formatViewChanges,
  type ParsedViews,
  parseViewChanges,
  VIEW_CSV_HEADER,
} from './tables/view-csv.ts'
export type { ViewChange } from './views.ts'
