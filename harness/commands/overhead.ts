/** `swimbench overhead`: what measuring costs what it measures. */
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'
import { overheadFlags, overheadOptionsFrom } from '../flags/overhead-flags.ts'
import type { Overhead as Measured } from '../overhead/measure-overhead.ts'

export default class Overhead extends BaseCommand {
  static override summary = 'Measure what spans, context on the wire, bpftrace and strace cost.'
  static override description =
    'Runs the same cluster again and again: without telemetry, with spans, with trace context in the messages, and with spans under each tool that works here. Each round runs every arm once, in random order, so that ratios compare runs of the same minutes; their intervals come from the spread between rounds. A ratio whose interval holds 1 is no difference that was seen. Ctrl-C ends it early and keeps the runs that were finished.'
  static override usage = 'overhead [FLAGS]'
  static override examples = [
    '<%= config.bin %> overhead',
    {
      description: 'Only what spans cost, more exactly',
      command: '<%= config.bin %> overhead --arm spans-on --rounds 20',
    },
    {
      description: 'The runs too, to look into',
      command: '<%= config.bin %> overhead --keep /tmp/overhead',
    },
  ]
  static override enableJsonFlag = true
  static override flags = overheadFlags

  override async run(): Promise<Measured> {
    const { flags } = await this.parse(Overhead)
    const { overheadProgress } = await import('../terminal/overhead-progress.ts')
    const { silentProgress } = await import('../terminal/progress-display.ts')
    const display = flags.quiet ? silentProgress : overheadProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; finished runs are kept. Ctrl-C again ends at once.'),
    )
    const options = overheadOptionsFrom(flags, interruption.signal)
    const { measureOverhead } = await import('../overhead/measure-overhead.ts')
    let measured: Measured
    try {
      measured = await measureOverhead(options, display)
    } finally {
      display.close()
    }
    const { overheadReport } = await import('../terminal/overhead-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(overheadReport(measured, layout))
    if (measured.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    return measured
  }
}
