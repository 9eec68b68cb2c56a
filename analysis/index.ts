/** What analysis offers. Pure throughout; echarts is loaded only when a picture is drawn. */
export {
  type Bisection,
  type BisectionStep,
  type CommitLine,
  parseBisection,
} from './bisection/bisection.ts'
export { conclude, standingOf } from './bisection/conclude.ts'
export {
  type Decision,
  decideCommit,
  decideEnds,
  type Look,
  lookSchedule,
  planLooks,
} from './bisection/decide.ts'
export {
  type CaptureCost,
  type CaptureKind,
  type CaptureRecord,
  parseCaptureRecord,
} from './capture-record.ts'
export type { Chart, DataTable } from './charts/chart.ts'
export type { RttHistograms } from './charts/comparison-distribution.ts'
export { DARK, LIGHT, type Palette } from './charts/palette.ts'
export { renderSvg } from './charts/render-svg.ts'
export { probeCharts, runCharts } from './charts/run-charts.ts'
export { segmentTable } from './charts/segment-table.ts'
export {
  type ChangePoint,
  type ChangePointOptions,
  changePoints,
} from './comparison/change-points.ts'
export { compareSides } from './comparison/compare-sides.ts'
export {
  type CompareOptions,
  type Comparison,
  type MetricComparison,
  parseComparison,
  type RunValues,
  type Scale,
  type Side,
  type Spread,
  type Verdict,
} from './comparison/comparison.ts'
export { BLOCKS_MIN } from './comparison/judge.ts'
export {
  DEFAULT_PRIMARY,
  floorP50S,
  METRICS,
  type Metric,
  type Quantity,
} from './comparison/metrics.ts'
export { noiseFloors, optionsProblem } from './comparison/noise-floor.ts'
export { type Place, runValues } from './comparison/run-values.ts'
export {
  type RunHistogram,
  type ShiftFunction,
  type ShiftOptions,
  type ShiftPoint,
  shiftFunction,
} from './comparison/shift-function.ts'
export { accusationsOf, countFalsePositives } from './detection/accusations.ts'
export { checkDetection } from './detection/agreement.ts'
export { detectionsOf } from './detection/detections.ts'
export { type Outage, outagesOf } from './detection/outages.ts'
export { parseCpuProfile } from './flamegraph/cpu-profile.ts'
export { diffMarkdown } from './flamegraph/diff-markdown.ts'
export { diffPage } from './flamegraph/diff-page.ts'
export { type DiffResult, diffProfiles, type ProfileDiff } from './flamegraph/diff-profiles.ts'
export { type FlamegraphInput, flamegraphPage } from './flamegraph/flamegraph-page.ts'
export { type FoldedOptions, foldedStacks, parseFolded } from './flamegraph/folded.ts'
export { mainThread, type ProfileSummary, summarizeProfile } from './flamegraph/hottest.ts'
export { hottestMarkdown } from './flamegraph/hottest-markdown.ts'
export { LAYERS, type Layer } from './flamegraph/layers.ts'
export { mergeProfiles } from './flamegraph/merge-profiles.ts'
export { PerfScriptParser, parsePerfScript } from './flamegraph/perf-script.ts'
export { encodePprof } from './flamegraph/pprof.ts'
export { parseProfLog } from './flamegraph/prof-log.ts'
export type { Frame, Profile, ProfileKind, ProfileThread } from './flamegraph/profile.ts'
export {
  type ProfileReport,
  type ProfileView,
  reportProfiles,
} from './flamegraph/profile-report.ts'
export { speedscopeJson } from './flamegraph/speedscope.ts'
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
export { buildHistory, historyRun, sampleHistory } from './history/build-history.ts'
export { circumstancesOf } from './history/circumstances.ts'
export { type Difference, differences, groupComparable } from './history/comparable.ts'
export type {
  History,
  HistorySeries,
  HistoryStep,
  LineCommit,
} from './history/history.ts'
export type { Since } from './history/points.ts'
export { SAMPLE_UNITS, sampleRuns } from './history/sample-runs.ts'
export { type ParsedSamples, parseSampleText } from './history/sample-text.ts'
export { POINTS_MIN as HISTORY_POINTS_MIN } from './history/steps.ts'
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
export {
  cyclesText as perfCyclesText,
  missingText as perfMissingText,
  perfRatios,
  perfRows,
} from './perf-stat/figures.ts'
export { perfStatMarkdown } from './perf-stat/markdown.ts'
export { parsePerfStat } from './perf-stat/parse.ts'
export type { PerfStatReport } from './perf-stat/report.ts'
export { PROBE_OUTCOMES, type ProbeTable } from './probe-table.ts'
export { recordWarnings } from './record-warnings.ts'
export { slowestText } from './report/blame-text.ts'
export type { Fact } from './report/circumstances.ts'
export { pausesText } from './report/circumstances.ts'
export { comparisonCsv } from './report/comparison-csv.ts'
export { comparisonMarkdown } from './report/comparison-markdown.ts'
export { comparisonPage } from './report/comparison-page.ts'
export { segmentChanges, segmentChangeTable, segmentText } from './report/comparison-segments.ts'
export { comparisonRows } from './report/comparison-table.ts'
export { VERDICT_WORDS, verdictSentences } from './report/comparison-verdict.ts'
export type { ComparisonView } from './report/comparison-view.ts'
export { printable, printableLines, printableStrings } from './report/escape.ts'
export { floorText } from './report/floor-text.ts'
export { historyPage } from './report/history-page.ts'
export * as historyTexts from './report/history-text.ts'
export { htmlReport, type ReportInput } from './report/html-report.ts'
export { markdownReport } from './report/markdown-report.ts'
export { metricText } from './report/metric-text.ts'
export {
  type DiffTools,
  diffTable as syscallDiffTable,
  diffTexts as syscallDiffTexts,
} from './report/syscall-diff-table.ts'
export { syscallMarkdown } from './report/syscall-markdown.ts'
export { type SyscallSection, syscallPage, syscallSection } from './report/syscall-section.ts'
export * as syscallTables from './report/syscall-tables.ts'
export * as syscallTexts from './report/syscall-text.ts'
export type { SyscallView } from './report/syscall-view.ts'
export { thresholdTable } from './report/threshold-table.ts'
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
  type ThresholdResult,
  type Warning,
} from './run-record.ts'
export { parseSwimRsLog, type SwimRsLog } from './swim-rs/parse-log.ts'
export { type SwimRsTables, swimRsTables } from './swim-rs/tables.ts'
export { BpftraceParser } from './syscalls/bpftrace/bpftrace-parser.ts'
export { diffSummaries, type SyscallDiff } from './syscalls/diff.ts'
export { PerfTraceParser } from './syscalls/perf-trace/perf-trace-parser.ts'
export type { CountedCall } from './syscalls/strace/count-table.ts'
export { type StraceOptions, StraceParser } from './syscalls/strace/strace-parser.ts'
export { type SummaryContext, type SummaryOptions, SyscallSummary } from './syscalls/summarize.ts'
export type { CallTiming, SyscallReport } from './syscalls/summary.ts'
export type { CaptureParser, LineCounts, ParseOutcome, SyscallSink } from './syscalls/syscall.ts'
export { syscallWarnings } from './syscalls/syscall-warnings.ts'
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
export {
  checkThresholds,
  type ParsedThreshold,
  parseThreshold,
  type Threshold,
} from './thresholds.ts'
export type { ViewChange } from './views.ts'
