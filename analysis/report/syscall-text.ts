/** What a capture of system calls says, in sentences. Shared by HTML, Markdown and the terminal. */
import type { CaptureCost } from '../capture-record.ts'
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatPercent,
  plural,
} from '../format.ts'
import { samplesNeeded } from '../latency/quantile-interval.ts'
import type { CallTiming, SyscallReport } from '../syscalls/summary.ts'
import type { SyscallView } from './syscall-view.ts'

/** `1,155 calls in 9.98 s (116 a second) on 3 threads: 12.5 ms working, 29.7 s waiting`. */
export function callsText(report: SyscallReport): string {
  const { calls, spanS, callsPerSecond, workS, waitS, threads, rest } = report
  const span =
    spanS === null ? '' : ` in ${formatDuration(spanS)} (${formatNumber(callsPerSecond)} a second)`
  const more = rest.threads > 0 ? 'more than ' : ''
  const times =
    workS + waitS > 0
      ? `: ${formatDuration(workS)} of working, ${formatDuration(waitS)} of waiting`
      : ''
  return `${plural(calls, 'call')}${span} on ${more}${plural(threads.length, 'thread')}${times}`
}

/** `1,200 lines = 1,155 calls + 3 signals + …`; undefined for captures that have no lines. */
export function linesText({ lines, unfinished }: SyscallReport): string | undefined {
  if (lines === null) return undefined
  const parts = [
    plural(lines.calls, 'call'),
    plural(lines.signals, 'signal'),
    plural(lines.exits, 'exit'),
    plural(lines.notices, 'notice'),
    plural(lines.continuations, 'continuation'),
    `${formatCount(lines.unrecognized)} unrecognized`,
  ]
  const open = unfinished === 0 ? '' : `; ${plural(unfinished, 'call')} had no end`
  return `${plural(lines.lines, 'line')} = ${parts.join(' + ')}${open}`
}

export function wakeUpText({ wakeUps, wakeUpsPerDatagram, receives }: SyscallReport): string {
  const each =
    wakeUpsPerDatagram === null
      ? ''
      : `, ${formatNumber(wakeUpsPerDatagram)} for each datagram received on the threads that receive`
  const nothing =
    receives.calls === 0
      ? ''
      : `; ${formatCount(receives.nothing)} of ${plural(receives.calls, 'receive')} (${formatPercent(receives.nothing / receives.calls)}) found nothing`
  return `${plural(wakeUps, 'wake-up')}${each}${nothing}`
}

/** Undefined without cycles. */
export function cyclesText({ protocol, calls }: SyscallReport): string | undefined {
  if (protocol === null || protocol.cycles.pings === 0) return undefined
  const { pings, answered, open, relayed, unanswered, stray, callsPerCycle, work } = protocol.cycles
  const outcome = [
    `${formatCount(answered)} acked`,
    relayed === 0 ? '' : `${formatCount(relayed)} acked through a relay`,
    open === 0 ? '' : `${formatCount(open)} open at the end`,
    `${formatCount(unanswered)} unanswered`,
  ].filter((part) => part !== '')
  const rest = stray === 0 ? '' : ` (${plural(stray, 'ack')} of pings before the capture)`
  const each =
    callsPerCycle === null
      ? ''
      : `. A cycle takes ${formatNumber(callsPerCycle)} calls between ping and ack and ${formatDuration(work.p50S ?? work.meanS)} in them without waiting (${work.p50S === null ? 'mean' : 'p50'})`
  return `${plural(pings, 'ping')} sent: ${outcome.join(', ')}${rest}${each}. All the process does comes to ${formatNumber(calls / pings)} calls per ping`
}

/** Undefined without a round trip. */
export function boundaryText({ protocol }: SyscallReport): string | undefined {
  if (protocol === null || protocol.cycles.rtt.count === 0) return undefined
  const { rtt, reported } = protocol.cycles
  const beside =
    reported === null
      ? ''
      : `. For the ${plural(reported.joined, 'cycle')} of which the agent told its own RTT, its p50 is ${formatDuration(reported.agentP50S)} and the boundary’s ${formatDuration(reported.boundaryP50S)}; on average the agent’s is ${formatDuration(Math.abs(reported.meanDifferenceS))} ${reported.meanDifferenceS < 0 ? 'shorter' : 'longer'}`
  return `RTT at the system-call boundary, from the start of the ping’s send call to the end of the call that received its ack: ${medianText(rtt)}${beside}`
}

/** Undefined where nobody pinged. */
export function answersText({ protocol }: SyscallReport): string | undefined {
  if (protocol === null || protocol.answers.pings === 0) return undefined
  const { pings, answered, time } = protocol.answers
  const took =
    time.count === 0
      ? ''
      : `, from the end of the call that received a ping to the end of the one that sent its ack: ${medianText(time)}`
  return `${formatCount(answered)} of ${plural(pings, 'ping')} received acked${took}`
}

/** Undefined where nothing was inferred. */
export function inferredText({ inferred }: SyscallReport): string | undefined {
  if (inferred === null) return undefined
  return `The datagrams are in no format that swimbench reads. RTT inferred from what was heard of a peer next after something was sent to it: ${medianText(inferred.rtt)}`
}

/** `p50 250 µs (95 %: 240 µs … 260 µs), max 1.2 ms, 45 samples`. */
export function medianText({ count, p50S, maxS, intervals }: CallTiming): string {
  const median =
    p50S === null
      ? `p50 needs ${samplesNeeded(0.5)} samples`
      : `p50 ${formatDuration(p50S)} (95 %: ${formatInterval(intervals.p50)})`
  return `${median}, max ${formatDuration(maxS)}, ${plural(count, 'sample')}`
}

/** What watching cost, against an equal moment without. Undefined where that was not measured. */
export function costText({ cost, tool }: SyscallView): string | undefined {
  if (cost === null) return undefined
  const rtt = changeText(cost.rttP50S, formatDuration)
  const cpu = changeText(cost.cpuCores, formatPercent)
  const source = cost.rttSource === null ? '' : ` (${cost.rttSource})`
  const parts = [
    rtt === undefined ? 'its cost in RTT is not known' : `RTT p50 went ${rtt}${source}`,
    cpu === undefined ? 'its cost in CPU is not known' : `CPU of the process went ${cpu} of a core`,
  ]
  return `Watched by ${tool ?? 'the tool'}, ${parts.join('; ')}`
}

function changeText(
  { control, watched }: CaptureCost['cpuCores'],
  format: (value: number) => string,
): string | undefined {
  if (control === null || watched === null) return undefined
  const times = control > 0 ? ` (${formatNumber(watched / control)} ×)` : ''
  return `from ${format(control)} to ${format(watched)}${times}`
}
