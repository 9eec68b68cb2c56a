/** The tables of a capture of system calls, the same in HTML, Markdown and the terminal. */
import type { DataTable } from '../charts/chart.ts'
import { threadName } from '../charts/syscall-timeline.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatNumber,
  formatPercent,
} from '../format.ts'
import type { ProtocolReport, SyscallReport, SyscallRow, Traffic } from '../syscalls/summary.ts'

const BARS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** Most working time first. The last column but one draws how long calls took, one character per doubling. */
export function callTable({ bySyscall }: SyscallReport): DataTable {
  const spread = spreads(bySyscall)
  return {
    columns: [
      'call',
      'calls',
      'working',
      'share',
      'waiting',
      'mean',
      'p50',
      'p90',
      'p99',
      'max',
      spread.heading,
      'errors',
    ],
    rows: bySyscall.map((row) => [
      row.name,
      formatCount(row.calls),
      formatDuration(workS(row)),
      formatPercent(row.timeShare),
      row.waitS === 0 ? '' : formatDuration(row.waitS),
      ...[row.timing.meanS, row.timing.p50S, row.timing.p90S, row.timing.p99S, row.timing.maxS].map(
        formatDuration,
      ),
      spread.of(row),
      errorsText(row),
    ]),
  }
}

/** What the columns of `callTable` sort by. */
export function callSortKeys({ bySyscall }: SyscallReport): (number | undefined)[][] {
  return bySyscall.map((row) => [
    undefined,
    row.calls,
    workS(row),
    row.timeShare ?? 0,
    row.waitS,
    ...[row.timing.meanS, row.timing.p50S, row.timing.p90S, row.timing.p99S, row.timing.maxS].map(
      (value) => value ?? -1,
    ),
    undefined,
    failures(row),
  ])
}

export function waitTable({ waits, waitS }: SyscallReport): DataTable {
  return {
    columns: ['wait', 'length', 'calls', 'time', 'of all waiting', 'timed out'],
    rows: waits.map(({ length, fromS, toS, calls, totalS, timedOut }) => [
      length,
      toS === null
        ? `from ${formatDurationShort(fromS)}`
        : `${fromS === 0 ? 'less than' : `${formatDurationShort(fromS)} to`} ${formatDurationShort(toS)}`,
      formatCount(calls),
      formatDuration(totalS),
      // Those counted as working.
      length === 'ready' || waitS === 0 ? '' : formatPercent(totalS / waitS),
      formatCount(timedOut),
    ]),
  }
}

export function threadTable({ threads }: SyscallReport): DataTable {
  return {
    columns: [
      'thread',
      'calls',
      'failed',
      'working',
      'waiting',
      'wake-ups',
      'datagrams in',
      'mostly',
    ],
    rows: threads.map((thread) => [
      threadName(thread),
      formatCount(thread.calls),
      zeroAsNothing(thread.errors),
      formatDuration(thread.workS),
      formatDuration(thread.waitS),
      formatCount(thread.wakeUps),
      zeroAsNothing(thread.datagramsReceived),
      thread.mostly.map(({ name, calls }) => `${name} ${formatCount(calls)}`).join(', '),
    ]),
  }
}

export function descriptorTable({ descriptors }: SyscallReport): DataTable {
  return {
    columns: ['descriptor', 'what', 'calls', 'failed', 'sent', 'bytes', 'received', 'bytes'],
    rows: descriptors.map(({ fd, what, calls, errors, sent, received }) => [
      fd < 0 ? 'unknown' : String(fd),
      what,
      formatCount(calls),
      zeroAsNothing(errors),
      ...trafficCells(sent),
      ...trafficCells(received),
    ]),
  }
}

export function peerTable({ peers }: SyscallReport): DataTable {
  return {
    columns: ['peer', 'sent', 'bytes', 'received', 'bytes'],
    rows: peers.map(({ address, sent, received }) => [
      address,
      ...trafficCells(sent),
      ...trafficCells(received),
    ]),
  }
}

/** The calls of an average cycle, from the ping's send call to the receiving of its ack. */
export function cycleTable({ cycles }: ProtocolReport): DataTable {
  return {
    columns: ['call', 'per cycle', 'working', 'waiting'],
    rows: cycles.byCall.map(({ name, calls, workS: work, waitS }) => [
      name,
      formatNumber(calls),
      formatDuration(work),
      waitS === 0 ? '' : formatDuration(waitS),
    ]),
  }
}

export function messageTable({ messages, undecoded, toItself }: ProtocolReport): DataTable {
  const rows = messages.map(({ kind, direction, count, bytes }) => [
    kind,
    direction,
    formatCount(count),
    formatBytes(bytes),
  ])
  const others = [
    ...(undecoded === 0 ? [] : [['not decoded', '', formatCount(undecoded), '']]),
    ...(toItself === 0 ? [] : [['to itself', 'rehearsal', formatCount(toItself), '']]),
  ]
  return { columns: ['message', 'direction', 'datagrams', 'bytes'], rows: [...rows, ...others] }
}

export function inferredTable({ inferred }: SyscallReport): DataTable {
  return {
    columns: ['peer', 'samples', 'p50, inferred', 'p90', 'max'],
    rows: (inferred?.peers ?? []).map(({ address, rtt }) => [
      address,
      formatCount(rtt.count),
      formatDuration(rtt.p50S),
      formatDuration(rtt.p90S),
      formatDuration(rtt.maxS),
    ]),
  }
}

function workS({ timing, waitS }: SyscallRow): number {
  return timing.totalS - waitS
}

function failures({ errors }: SyscallRow): number {
  return Object.values(errors).reduce((sum, count) => sum + count, 0)
}

function errorsText({ errors }: SyscallRow): string {
  return Object.entries(errors)
    .map(([errno, count]) => `${errno} ${formatCount(count)}`)
    .join(', ')
}

function zeroAsNothing(count: number): string {
  return count === 0 ? '' : formatCount(count)
}

/** Datagrams, or calls where there are none, and bytes. */
function trafficCells({ calls, datagrams, bytes }: Traffic): [string, string] {
  return calls === 0 ? ['', ''] : [formatCount(datagrams || calls), formatBytes(bytes)]
}

/** Draws every call's histogram over the same range. */
function spreads(rows: readonly SyscallRow[]): { heading: string; of(row: SyscallRow): string } {
  const bins = rows.flatMap(({ histogram }) => histogram)
  const edges = [...new Set(bins.map(({ fromS }) => fromS))].sort((a, b) => a - b)
  const longestS = Math.max(0, ...bins.map(({ toS }) => toS))
  const range = `${formatDurationShort(edges[0])} – ${formatDurationShort(longestS)}`
  return {
    heading: edges.length === 0 ? 'spread' : `spread, ${range}`,
    of({ histogram }) {
      const most = Math.max(...histogram.map(({ count }) => count))
      const byEdge = new Map(histogram.map(({ fromS, count }) => [fromS, count]))
      return edges
        .map((edge) => BARS[Math.ceil((8 * (byEdge.get(edge) ?? 0)) / most)] ?? '')
        .join('')
    },
  }
}
