/** The reasons to doubt a capture of system calls that can be read from its report, each with what to do about it. */
import { formatCount, formatNumber, formatPercent, plural } from '../format.ts'
import type { Warning } from '../run-record.ts'
import type { SyscallReport } from './summary.ts'

/** A share of receives without a decoded datagram from here on means that it is another protocol's. */
const UNDECODED_SHARE_MAX = 0.05

export function syscallWarnings(report: SyscallReport, tool: string | null): Warning[] {
  return [
    ...nothing(report),
    ...unrecognizedLines(report),
    ...lostCalls(report),
    ...noTimes(report),
    ...slowTool(report, tool),
    ...outOfOrder(report, tool),
    ...undecoded(report),
    ...unanswered(report),
    ...leftOut(report),
  ]
}

function when(holds: boolean, code: string, message: string, advice: string): Warning[] {
  return holds ? [{ code, message, advice }] : []
}

function nothing({ calls }: SyscallReport): Warning[] {
  return when(
    calls === 0,
    'no-calls',
    'the capture has no system call',
    'Watch for longer, or without a filter.',
  )
}

function unrecognizedLines({ lines }: SyscallReport): Warning[] {
  const count = lines?.unrecognized ?? 0
  const isOne = count === 1
  return when(
    count > 0,
    'unrecognized-lines',
    `${plural(count, 'line')} of ${formatCount(lines?.lines)} ${isOne ? 'was' : 'were'} not recognized, so what ${isOne ? 'it says' : 'they say'} is missing`,
    'The first few are shown: if they are of the tool, tell swimbench about them.',
  )
}

function lostCalls({ lost, calls }: SyscallReport): Warning[] {
  return when(
    lost > 0,
    'lost-calls',
    `the tool had no room for ${plural(lost, 'call')}; ${formatCount(calls)} were kept`,
    'Watch fewer calls, with --filter network, or for a shorter time.',
  )
}

function noTimes({ calls, spanS, bySyscall }: SyscallReport): Warning[] {
  const timed = bySyscall.reduce((sum, { timing }) => sum + timing.count, 0)
  if (calls === 0) return []
  if (timed === 0) {
    return when(
      true,
      'no-durations',
      'the capture does not say how long calls took',
      'Have strace write it with -T.',
    )
  }
  return when(
    spanS === null,
    'no-times',
    'the capture does not say when calls were made: rates, the busiest moment and round trips are missing',
    'Have strace write it with -ttt.',
  )
}

function slowTool({ calls }: SyscallReport, tool: string | null): Warning[] {
  return when(
    calls > 0 && tool === 'strace',
    'slow-tool',
    'under strace every call stops the process twice, and every duration here includes that',
    'It tells what happened and in which order; for how long things take, use --tool bpftrace.',
  )
}

function outOfOrder({ inOrder }: SyscallReport, tool: string | null): Warning[] {
  return when(
    !inOrder,
    'out-of-order',
    'calls did not come in the order of time: round trips across threads are not joined, and the busiest moment is that of a part',
    tool === 'bpftrace'
      ? 'bpftrace could not keep up: watch fewer calls with --filter.'
      : 'Have strace write all threads into one file: -f without -ff.',
  )
}

function undecoded({ protocol }: SyscallReport): Warning[] {
  if (protocol === null) return []
  const decoded = protocol.messages.reduce((sum, { count }) => sum + count, 0)
  const share = protocol.undecoded / (protocol.undecoded + decoded)
  return when(
    share > UNDECODED_SHARE_MAX,
    'undecoded',
    `${formatPercent(share)} of the datagrams are no messages of the protocol, or were cut by the tool`,
    'Have strace write them whole with -s 1500.',
  )
}

function unanswered({ protocol }: SyscallReport): Warning[] {
  if (protocol === null) return []
  const { pings, unanswered: count, answered } = protocol.cycles
  return when(
    count > 0,
    'unanswered-pings',
    `${plural(count, 'ping')} of ${formatCount(pings)} got no ack within the capture; cycles are those of the ${formatNumber(answered)} that did`,
    'Either the peer is down or slow, or the tool delayed one of the two: compare with a control run.',
  )
}

function leftOut({ rest }: SyscallReport): Warning[] {
  return when(
    rest.syscalls > 0,
    'left-out',
    `${plural(rest.syscalls, 'call')} had names beyond the first 256 different ones and are counted together`,
    'No kernel has so many in use: look at the capture.',
  )
}
