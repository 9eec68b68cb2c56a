/** The numbers a reader looks for first, each with what is needed to judge it. Shared by HTML and Markdown. */
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatPercent,
  plural,
} from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import {
  PERCENTILE_LABELS,
  PERCENTILES,
  type PercentileName,
} from '../latency/summarize-latency.ts'
import type { RunRecord } from '../run-record.ts'
import { floorMultiple, floorSides } from './floor-text.ts'

export type HeadlineNumber = {
  readonly label: string
  readonly value: string
  /** Interval, share or unit: what stands below the number. */
  readonly note: string
  /** Something the reader should not overlook. */
  readonly alarming: boolean
}

export function headlineNumbers(record: RunRecord): HeadlineNumber[] {
  const { probes, falsePositives, messages, cpu, memory, convergenceS, config } = record
  const answered = probes.acked + probes.ackedIndirect
  const tail: PercentileName = record.rtt.p99 === null ? 'p95' : 'p99'
  return [
    percentile(record, 'p50'),
    percentile(record, tail),
    ...overFloor(record),
    {
      label: 'Probes',
      value: formatCount(probes.sent),
      note: probes.sent === 0 ? '' : `${formatPercent(answered / probes.sent)} answered`,
      alarming: probes.sent === 0,
    },
    {
      label: 'Timed out',
      value: formatCount(probes.timedOut),
      note: probes.late === 0 ? 'no late ack' : plural(probes.late, 'late ack'),
      alarming: probes.timedOut > 0 && record.faults.length === 0,
    },
    {
      label: 'False accusations',
      value: formatCount(falsePositives.suspicions),
      note:
        falsePositives.deaths === 0
          ? 'no healthy member declared dead'
          : `${formatCount(falsePositives.deaths)} × declared dead`,
      alarming: falsePositives.suspicions > 0,
    },
    {
      label: 'Converged in',
      value: formatDuration(convergenceS),
      note:
        convergenceS === null ? 'not all members were seen by all' : plural(config.nodes, 'agent'),
      alarming: convergenceS === null,
    },
    {
      label: 'Messages',
      value: `${formatNumber(messages.sentPerMemberPerSecond)} /s`,
      note: `${formatBytes(messages.bytesPerMemberPerSecond)}/s per member`,
      alarming: false,
    },
    {
      label: 'CPU',
      value: formatPercent(cpu.perAgent),
      note: 'of a core, per agent',
      alarming: false,
    },
    {
      label: 'Memory',
      value: formatBytes(memory.rssBytesPerAgent),
      note: 'resident, per agent',
      alarming: false,
    },
  ]
}

/** Nothing where no floor was measured. */
function overFloor(record: RunRecord): HeadlineNumber[] {
  const value = floorMultiple(record)
  if (value === undefined) return []
  return [{ label: 'RTT p50 over floor', value, note: floorSides(record), alarming: false }]
}

function percentile({ rtt }: RunRecord, name: PercentileName): HeadlineNumber {
  const value = rtt[name]
  const interval = rtt.intervals[name]
  const needed = formatCount(samplesNeeded(PERCENTILES[name]))
  const note =
    value === null
      ? `needs ${needed} samples, has ${formatCount(rtt.count)}`
      : interval === null
        ? ''
        : `95 %: ${formatInterval(interval)}`
  return {
    label: `RTT ${PERCENTILE_LABELS[name]}`,
    value: formatDuration(value),
    note,
    alarming: false,
  }
}
