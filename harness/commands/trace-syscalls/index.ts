/** `swimbench trace-syscalls`: what a process asks of the kernel. */
import { join } from 'node:path'
import type { CaptureRecord } from '../../../analysis/index.ts'
import { BaseCommand } from '../../command-line/base-command.ts'
import { listenForInterruption } from '../../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../../errors.ts'
import { targetArgs, targetRequestFrom } from '../../flags/target-flags.ts'
import { traceFlags, traceOptionsFrom } from '../../flags/trace-flags.ts'

export default class TraceSyscalls extends BaseCommand {
  static override summary = 'Watch the system calls of a process, and say what they tell.'
  static override description =
    'Whoever is bound to the address; where nobody is, an agent of ours is started there. Datagrams of ours are read: calls belong to probe cycles, and round trips stand beside what the agent says of them. Leaves results/<capture>/ (report.html, report.md, capture.json) and traces/<capture>/ (what the tool wrote). Ctrl-C ends the capture early and keeps what was seen.'
  static override usage = 'trace-syscalls [ADDRESS] [FLAGS]'
  static override examples = [
    '<%= config.bin %> trace-syscalls :9000',
    {
      description: 'An agent of ours that joins a cluster for as long as it is watched',
      command: '<%= config.bin %> trace-syscalls :9010 --join 127.0.0.1:9000',
    },
    {
      description: 'Every call of any process, with its arguments',
      command: '<%= config.bin %> trace-syscalls --pid 4022 --tool strace --filter all',
    },
    {
      description: 'Two captures side by side',
      command: '<%= config.bin %> trace-syscalls diff 20261122-1933 latest',
    },
  ]
  static override enableJsonFlag = true
  static override args = targetArgs
  static override flags = traceFlags

  override async run(): Promise<CaptureRecord> {
    const { args, flags } = await this.parse(TraceSyscalls)
    const { captureProgress } = await import('../../terminal/capture-progress.ts')
    const display = captureProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; what was seen is kept. Ctrl-C again ends at once.'),
    )
    const request = targetRequestFrom(args, flags)
    const options = traceOptionsFrom(flags, request, interruption.signal)
    const { recordTrace } = await import('../../tracing/record-trace.ts')
    const { PAGE } = await import('../../tracing/write-trace.ts')
    const { captureFiles } = await import('../../terminal/capture-files.ts')
    const { traceReport } = await import('../../terminal/trace-report.ts')
    const { openInBrowser } = await import('../../tools/open-in-browser.ts')
    const { columnsOf, paintFor } = await import('../../terminal/paint.ts')
    const { record, folders } = await recordTrace(options, display).finally(() => display.close())
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(traceReport(record, layout, captureFiles(folders)))
    if (record.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    if (flags.open) await openInBrowser(join(folders.results, PAGE))
    return record
  }
}
