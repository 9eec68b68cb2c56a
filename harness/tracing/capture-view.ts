/** What reports of a recorded capture of system calls are made from. */
import {
  type CaptureRecord,
  type Fact,
  formatDurationShort,
  type SyscallView,
} from '../../analysis/index.ts'

export type SyscallCapture = Extract<CaptureRecord, { readonly kind: 'syscalls' }>

export function viewOfCapture(record: SyscallCapture): SyscallView {
  const { id, tool, target, durationS, outcome, environment } = record
  const whom = target.address ?? `process ${target.pid}`
  const ended =
    outcome === 'complete'
      ? ''
      : `, ${outcome === 'interrupted' ? 'interrupted' : 'until it ended'}`
  const facts: Fact[] = [
    ['capture', id],
    ['started', record.startedAt],
    ['tool', [tool.name, tool.version, ...tool.options].join(' ')],
    ['process', `${target.pid}: ${target.command}`],
    [
      'host',
      `${environment.host}, ${environment.platform} ${environment.arch}, kernel ${environment.kernel}`,
    ],
    ['CPU', `${environment.cores} × ${environment.cpuModel}`],
    ['raw data', record.files.join(', ')],
  ]
  return {
    title: `System calls of ${whom}`,
    about: `${id}: ${tool.name} for ${formatDurationShort(durationS)}${ended}${target.startedByUs ? ', an agent started for it' : ''}`,
    report: record.syscalls,
    tool: tool.name,
    cost: record.cost,
    warnings: record.warnings,
    facts,
  }
}
