/** What instruments cost, for people: one table per figure, each arm against its baselines. */
import {
  type ArmComparison,
  formatDuration,
  formatDurationShort,
  formatPercent,
  OVERHEAD_METRICS,
  type OverheadMetric,
  plural,
  printableStrings,
  type Ratio,
} from '../../analysis/index.ts'
import type { Overhead } from '../overhead/measure-overhead.ts'
import { doubtLines } from './doubt-lines.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { wrap } from './text.ts'

const METRICS: Readonly<
  Record<
    OverheadMetric,
    { readonly title: string; readonly format: (value: number | null) => string }
  >
> = {
  rttP50S: { title: 'RTT p50', format: formatDuration },
  rttP99S: { title: 'RTT p99', format: formatDuration },
  cpuCores: { title: 'CPU per agent', format: formatPercent },
}

export function overheadReport(measured: Overhead, layout: Layout): string {
  const overhead = printableStrings(measured)
  const sections = [
    head(overhead, layout),
    ...OVERHEAD_METRICS.map((metric) => metricTable(overhead, metric, layout).join('\n')),
    notes(overhead, layout).join('\n'),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function head(overhead: Overhead, { columns, paint }: Layout): string {
  const { outcome, nodes, rounds, runDurationS, probeIntervalS, transport, seed } = overhead
  const facts = [
    plural(nodes, 'agent'),
    `a probe every ${formatDurationShort(probeIntervalS)}`,
    `${plural(rounds, 'round')} of ${formatDurationShort(runDurationS)}`,
    `transport ${transport}`,
    `seed ${seed}`,
    `Node ${overhead.environment.node}`,
    overhead.commit === null
      ? ''
      : `commit ${overhead.commit.sha.slice(0, 8)}${overhead.commit.dirty ? ' with changes' : ''}`,
  ]
  const state = paint(outcome === 'complete' ? 'green' : 'yellow', outcome)
  const lines = wrap(facts.filter((fact) => fact !== '').join(' · '), columns)
  return [`${paint('bold', 'Overhead')}  ${state}`, ...lines].join('\n')
}

function metricTable({ arms }: Overhead, metric: OverheadMetric, layout: Layout): string[] {
  const { title, format } = METRICS[metric]
  const labels = new Map(arms.map(({ name, label }) => [name, label]))
  const baselines = [
    ...new Set(arms.flatMap(({ comparisons }) => comparisons.map(({ baseline }) => baseline))),
  ]
  const columns: Column[] = [
    { header: '', align: 'left' },
    { header: '', align: 'right' },
    ...baselines.flatMap((baseline, index): Column[] => [
      { header: `× ${labels.get(baseline)}`, align: 'right', rank: 2 * index },
      { header: '95 % interval', align: 'left', rank: 2 * index + 1 },
    ]),
  ]
  const rows = arms.map(({ label, typical, comparisons }): Cell[] => [
    label,
    format(typical[metric]),
    ...baselines.flatMap((baseline) =>
      ratioCells(
        comparisons.find((one) => one.baseline === baseline),
        metric,
      ),
    ),
  ])
  return [layout.paint('bold', title), ...table(columns, rows, { ...layout, indent: '  ' })]
}

/** The ratio and its 95 % interval; painted where the interval leaves no doubt of a difference. */
function ratioCells(comparison: ArmComparison | undefined, metric: OverheadMetric): Cell[] {
  if (comparison === undefined) return ['', '']
  const { ratio, interval }: Ratio = comparison[metric]
  if (ratio === null) return ['–', '']
  if (interval === null) return [formatRatio(ratio), { text: 'too few rounds', format: 'dim' }]
  const [low, high] = interval
  const range = `${formatRatio(low)} … ${formatRatio(high)}`
  const text = formatRatio(ratio)
  if (low > 1) return [{ text, format: 'yellow' }, range]
  if (high < 1) return [{ text, format: 'green' }, range]
  return [text, { text: range, format: 'dim' }]
}

function formatRatio(ratio: number): string {
  return ratio.toFixed(ratio >= 10 ? 1 : ratio >= 2 ? 2 : 3)
}

function notes({ arms, skipped, warnings }: Overhead, layout: Layout): string[] {
  const traced = arms.some(({ name }) => name === 'strace' || name === 'bpftrace')
  const told = [
    'Ratios are geometric means over rounds, with 95 % intervals; one whose interval holds 1 is no difference that was seen.',
    traced ? 'CPU is that of the agents: what a tool uses itself comes on top.' : '',
  ].filter((text) => text !== '')
  const doubts = [
    ...skipped.map(({ label, reason, advice }) => ({
      message: `${label} was left out: ${reason}`,
      advice,
    })),
    ...warnings,
  ]
  return [
    ...told.flatMap((text) => wrap(text, layout.columns, '  ')),
    ...doubtLines(doubts, layout),
  ]
}
