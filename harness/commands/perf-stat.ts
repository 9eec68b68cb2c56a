/** `swimbench perf-stat`: what a process costs the machine. */
import type { CaptureRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'
import { perfStatFlags, perfStatOptionsFrom } from '../flags/perf-stat-flags.ts'
import { targetArgs, targetRequestFrom } from '../flags/target-flags.ts'

export default class PerfStat extends BaseCommand {
  static override summary =
    'Count what a process costs the machine: CPU time, context switches, faults, cycles.'
  static override description =
    'Counts with perf stat, for the whole process and thread by thread, a second and a probe cycle. Where nothing is bound at the address, an agent of ours is started there; only such an agent tells of its probe cycles. What the machine cannot count is said. Leaves results/<capture>/ (capture.json, report.md) and traces/<capture>/. Ctrl-C ends it early and keeps what was counted.'
  static override usage = 'perf-stat [ADDRESS] [FLAGS]'
  static override examples = [
    '<%= config.bin %> perf-stat :9000',
    {
      description: 'An agent of ours that joins a cluster for as long as it is counted',
      command: '<%= config.bin %> perf-stat :9010 --join 127.0.0.1:9000 --duration 1m',
    },
    {
      description: 'Context switches of a process, for a script',
      command:
        '<%= config.bin %> perf-stat --pid 4711 --json | jq \'.perfStat.counters[] | select(.event == "context-switches").value\'',
    },
  ]
  static override enableJsonFlag = true
  static override args = targetArgs
  static override flags = perfStatFlags

  override async run(): Promise<CaptureRecord> {
    const { args, flags } = await this.parse(PerfStat)
    const { captureProgress } = await import('../terminal/capture-progress.ts')
    const display = captureProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; what was counted is kept. Ctrl-C again ends at once.'),
    )
    const request = targetRequestFrom(args, flags)
    const options = perfStatOptionsFrom(flags, request, interruption.signal)
    const { recordPerfStat } = await import('../perf-stat/record-perf-stat.ts')
    const { perfStatReport } = await import('../terminal/perf-stat-report.ts')
    const { captureFiles } = await import('../terminal/capture-files.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const recording = recordPerfStat(options, display)
    const { record, folders } = await recording.finally(() => display.close())
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(perfStatReport(record, layout, captureFiles(folders)))
    if (record.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    return record
  }
}
