/** A run as a person reads it in a terminal: what came out, how far to trust it, where the rest is. */
import {
  floorText,
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatNumber,
  formatPercent,
  pausesText,
  plural,
  type RunRecord,
} from '../../analysis/index.ts'
import { agentSection } from './agent-section.ts'
import { detectionSection } from './detection-section.ts'
import { doubtLines } from './doubt-lines.ts'
import { latencySection } from './latency-section.ts'
import type { Paint, PaintFormat } from './paint.ts'
import { segmentSection } from './segment-section.ts'
import { table } from './table.ts'
import { widthOf, wrap } from './text.ts'
import { thresholdSection } from './threshold-section.ts'

export type Layout = { readonly columns: number; readonly paint: Paint }

const OUTCOME_FORMATS: Record<RunRecord['outcome'], PaintFormat> = {
  complete: 'green',
  interrupted: 'yellow',
  failed: 'red',
}

/** `files` are named at the end, as they should be shown. */
export function runReport(
  record: RunRecord,
  layout: Layout,
  files: readonly (readonly [what: string, path: string])[] = [],
): string {
  const sections = [
    headSection(record, layout),
    section('Thresholds', thresholdSection(record, layout), layout),
    section('Round trip', roundTripSection(record, layout), layout),
    section('Where the round trip goes', segmentSection(record, layout), layout),
    section('Agents', agentSection(record, layout), layout),
    section('Probes', probeSection(record, layout), layout),
    section('Detection', detectionSection(record, layout), layout),
    section('Load', loadSection(record, layout), layout),
    section('Warnings', doubtLines(record.warnings, layout), layout),
    section('Files', fileLines(files, layout), layout),
  ]
  return sections.filter((one) => one !== '').join('\n\n')
}

function section(title: string, lines: readonly string[], { paint }: Layout): string {
  return lines.length === 0 ? '' : [paint('bold', title), ...lines].join('\n')
}

function headSection(record: RunRecord, { columns, paint }: Layout): string {
  const { config, commit, convergenceS, environment, measuredUnder } = record
  const facts = [
    `${plural(config.nodes, 'agent')}, ${config.scenario}`,
    `${formatDurationShort(record.durationS)} measured`,
    `preset ${config.preset}`,
    `seed ${record.seed}`,
    convergenceS === null ? 'never converged' : `converged in ${formatDuration(convergenceS)}`,
    measuredUnder.spans ? 'spans on' : 'spans off',
    measuredUnder.realtime ? 'real-time priority' : '',
    `Node ${environment.node}`,
    commit === null ? '' : `commit ${commit.sha.slice(0, 8)}${commit.dirty ? ' with changes' : ''}`,
  ]
  const title = `${paint('bold', record.id)}  ${paint(OUTCOME_FORMATS[record.outcome], record.outcome)}`
  return [title, ...wrap(facts.filter((fact) => fact !== '').join(' · '), columns)].join('\n')
}

function roundTripSection(record: RunRecord, layout: Layout): string[] {
  const text = floorText(record)
  const floor = text === undefined ? [] : wrap(text, layout.columns, '  ', '    ')
  return [...latencySection(record.rtt, layout), ...floor]
}

function probeSection({ probes, lag }: RunRecord, { columns }: Layout): string[] {
  const { intended, skipped, sent, acked, ackedIndirect, timedOut, inFlight, late } = probes
  const count = formatCount
  const lines = [
    `${count(intended)} intended = ${count(sent)} sent + ${count(skipped)} skipped`,
    `${count(sent)} sent = ${count(acked)} acked + ${count(ackedIndirect)} acked through relays + ${count(timedOut)} timed out + ${count(inFlight)} in flight`,
    late === 0 ? '' : `${plural(late, 'ack')} came after the time-out`,
    lag.count === 0
      ? ''
      : `sent later than intended by ${formatDuration(lag.p50)} (p50), ${formatDuration(lag.max)} at most`,
  ]
  return lines.filter((line) => line !== '').flatMap((line) => wrap(line, columns, '  ', '    '))
}

function loadSection(record: RunRecord, { columns }: Layout): string[] {
  const { messages, cpu, memory, telemetry, measuredUnder, runtime } = record
  const kinds = Object.entries(messages.byType)
    .filter(([, { count }]) => count > 0)
    .sort(([, one], [, other]) => other.count - one.count)
    .map(([kind, { count }]) => `${formatCount(count)} ${kind}`)
  const malformed = Object.values(messages.malformed).reduce((sum, count) => sum + count, 0)
  const rows = [
    [
      'sent per agent',
      `${formatNumber(messages.sentPerMemberPerSecond)} messages/s, ${formatBytes(messages.bytesPerMemberPerSecond)}/s`,
    ],
    ['by kind', kinds.join(', ')],
    ['malformed', malformed === 0 ? '' : plural(malformed, 'datagram')],
    ['CPU per agent', cpu.perAgent === null ? '' : `${formatPercent(cpu.perAgent)} of a core`],
    [
      'memory per agent',
      memory.rssBytesPerAgent === null ? '' : formatBytes(memory.rssBytesPerAgent),
    ],
    [
      'telemetry',
      measuredUnder.spans
        ? `${plural(telemetry.spans, 'span')}, ${formatCount(telemetry.dropped + telemetry.eventsDropped)} dropped`
        : '',
    ],
    ...(runtime === null
      ? []
      : [
          ['telemetry delay', pausesText(runtime.telemetryDelay)],
          ['GC, protocol', pausesText(runtime.gc.protocol)],
          ['GC, telemetry', pausesText(runtime.gc.telemetry)],
        ]),
  ]
  return labelled(rows, columns)
}

/** Rows of a label and a text, the texts below each other and broken to fit. */
function labelled(rows: readonly (readonly string[])[], columns: number): string[] {
  const shown = rows.filter(([, text]) => text !== '')
  const width = Math.max(0, ...shown.map(([label = '']) => widthOf(label)))
  return shown.flatMap(([label = '', text = '']) => {
    const head = `  ${label.padEnd(width)}  `
    return wrap(text, columns, head, ' '.repeat(head.length))
  })
}

/** Paths stay whole: a broken one can be neither clicked nor copied. */
function fileLines(files: readonly (readonly [string, string])[], { columns }: Layout): string[] {
  const rows = files.map(([what, path]) => [what, path])
  const style = { header: '', align: 'left' } as const
  return table([style, style], rows, { columns, indent: '  ' })
}
