/** The numbers that a reader of a capture of system calls looks for first. */
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatPercent,
} from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import type { CallTiming, SyscallReport } from '../syscalls/summary.ts'
import type { HeadlineNumber } from './headline.ts'
import type { SyscallView } from './syscall-view.ts'

export function syscallNumbers({ report, cost, tool }: SyscallView): HeadlineNumber[] {
  const { protocol, inferred, wakeUpsPerDatagram, receives, callsPerSecond, calls } = report
  const numbers: (HeadlineNumber | undefined)[] = [
    {
      label: 'System calls',
      value: formatCount(calls),
      note: callsPerSecond === null ? '' : `${formatNumber(callsPerSecond)} a second`,
      alarming: false,
    },
    ...(protocol === null || protocol.cycles.pings === 0 ? [] : cycleNumbers(protocol, calls)),
    inferred === null ? undefined : median('RTT p50, inferred', inferred.rtt),
    wakeUpsPerDatagram === null
      ? undefined
      : {
          label: 'Wake-ups per datagram',
          value: formatNumber(wakeUpsPerDatagram),
          note: 'on threads that receive',
          alarming: false,
        },
    receives.calls === 0
      ? undefined
      : {
          label: 'Receives that found nothing',
          value: formatPercent(receives.nothing / receives.calls),
          note: `${formatCount(receives.nothing)} of ${formatCount(receives.calls)}`,
          alarming: false,
        },
    ratio('RTT while watched', cost?.rttP50S, tool, formatDuration),
    ratio('CPU while watched', cost?.cpuCores, tool, formatPercent),
  ]
  return numbers.filter((number) => number !== undefined)
}

function cycleNumbers(
  { cycles }: NonNullable<SyscallReport['protocol']>,
  calls: number,
): (HeadlineNumber | undefined)[] {
  return [
    {
      label: 'Calls per probe cycle',
      value: formatNumber(cycles.callsPerCycle),
      note: `from ping to ack; ${formatNumber(calls / cycles.pings)} with all else the process does`,
      alarming: false,
    },
    median('Working per cycle, p50', cycles.work),
    median('RTT p50 at the boundary', cycles.rtt),
    cycles.reported === null
      ? undefined
      : {
          label: 'RTT p50, the agent’s own',
          value: formatDuration(cycles.reported.agentP50S),
          note: `${formatCount(cycles.reported.joined)} cycles; ${formatDuration(cycles.reported.boundaryP50S)} at the boundary`,
          alarming: false,
        },
  ]
}

function median(label: string, { p50S, intervals, count }: CallTiming): HeadlineNumber {
  const note =
    p50S === null
      ? `needs ${samplesNeeded(0.5)} samples, has ${formatCount(count)}`
      : `95 %: ${formatInterval(intervals.p50)}`
  return { label, value: formatDuration(p50S), note, alarming: false }
}

/** From here on what is shown is as much the tool as the process. */
const ALARMING_RATIO = 2

function ratio(
  label: string,
  pair: { readonly control: number | null; readonly watched: number | null } | undefined,
  tool: string | null,
  format: (value: number) => string,
): HeadlineNumber | undefined {
  if (pair === undefined || pair.control === null || pair.watched === null) return undefined
  const times = pair.control > 0 ? pair.watched / pair.control : null
  return {
    label,
    value: times === null ? format(pair.watched) : `${formatNumber(times)} ×`,
    note: `${format(pair.control)} without ${tool ?? 'the tool'}, ${format(pair.watched)} with it`,
    alarming: times !== null && times >= ALARMING_RATIO,
  }
}
