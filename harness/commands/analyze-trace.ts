/** `swimbench analyze-trace`: what a capture of system calls says, whoever made it. */
import { Args, Flags } from '@oclif/core'
import type { SyscallReport, Warning } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

type Analysis = {
  readonly tool: string
  readonly syscalls: SyscallReport
  readonly warnings: readonly Warning[]
}

export default class AnalyzeTrace extends BaseCommand {
  static override summary = 'Say what a capture of strace, perf trace or bpftrace tells.'
  static override description =
    'Reads what strace writes with any of its options, gzipped or not, all files of one strace -ff together, and captures of trace-syscalls. Every line is accounted for. It says most when times and datagrams are there: strace -f -ttt -T -yy -x -s 1500 -o FILE.'
  static override usage = 'analyze-trace FILE... [FLAGS]'
  static override examples = [
    '<%= config.bin %> analyze-trace capture.strace',
    {
      description: 'All threads of strace -ff -o capture',
      command: '<%= config.bin %> analyze-trace capture.*',
    },
    {
      description: 'From standard input, as data',
      command: 'zcat capture.gz | <%= config.bin %> analyze-trace - --json',
    },
    {
      description: 'Beside the RTTs that the agents of a run told',
      command:
        '<%= config.bin %> analyze-trace traces/20261122-1933/strace.txt --run 20261122-1933',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    files: Args.string({
      description: 'Files of one capture; - is standard input.',
      multiple: true,
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    html: Flags.string({
      summary: 'Write the report to this page, too.',
      helpValue: '<file>',
    }),
    run: Flags.string({
      summary: 'The run that was captured: its agents say what their round trips took.',
      helpValue: '<run>',
    }),
    open: Flags.boolean({ summary: 'Open the page in the browser.', dependsOn: ['html'] }),
    out: outFlag,
  }

  override async run(): Promise<Analysis> {
    const { args, flags } = await this.parse(AnalyzeTrace)
    using interruption = listenForInterruption(() => {})
    const { analyzeCapture } = await import('../tracing/analyze-capture.ts')
    const { syscallReport } = await import('../terminal/syscall-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const { openInBrowser } = await import('../tools/open-in-browser.ts')
    const view = await analyzeCapture(args.files, {
      run: flags.run,
      page: flags.html,
      ...foldersOf(flags.out),
      signal: interruption.signal,
    })
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(syscallReport(view, layout))
    if (flags.html !== undefined) this.log(`\nReport  ${flags.html}`)
    if (flags.open && flags.html !== undefined) await openInBrowser(flags.html)
    return { tool: view.tool ?? 'unknown', syscalls: view.report, warnings: view.warnings }
  }
}
