/** `swimbench bisect`: which commit moved a metric. */
import { Args } from '@oclif/core'
import type { Bisection } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { bisectFlags, bisectRequestFrom } from '../flags/bisect-flags.ts'

export default class Bisect extends BaseCommand {
  static override summary = 'Find the commit that moved a metric.'
  static override description =
    'Measures BAD against GOOD first, then the commits between them, halving the way: each is built in a worktree of its own and run against GOOD in interleaved blocks, few at first, more while they do not decide. A commit counts as bad when it surely lies beyond the middle of the way from GOOD to BAD, in either direction. Verdicts are right with 95 % confidence all together. A commit that does not build is walked around. Exit code 3 when nothing could be concluded.'
  static override usage = 'bisect GOOD BAD [FLAGS]'
  static override examples = [
    '<%= config.bin %> bisect v1.2 HEAD',
    {
      description: 'The tail instead of the middle, which takes longer runs',
      command: '<%= config.bin %> bisect HEAD~20 HEAD --metric rtt.p99 --duration 30s',
    },
    {
      description: 'Go on with what Ctrl-C ended',
      command: '<%= config.bin %> bisect v1.2 HEAD --resume latest',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    good: Args.string({
      description: 'A commit before the change.',
      required: true,
      ignoreStdin: true,
    }),
    bad: Args.string({ description: 'A commit after it.', required: true, ignoreStdin: true }),
  }
  static override flags = bisectFlags

  override async run(): Promise<Bisection> {
    const { args, flags } = await this.parse(Bisect)
    const { bisectProgress, silentBisect } = await import('../terminal/bisect-progress.ts')
    const display = flags.quiet ? silentBisect : bisectProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; finished blocks are kept. Ctrl-C again ends at once.'),
    )
    const request = bisectRequestFrom(args, flags, interruption.signal, display)
    const { bisect } = await import('../bisect/bisect.ts')
    let bisection: Bisection
    try {
      bisection = await bisect(request)
    } finally {
      display.close()
    }
    const { bisectExitCode, bisectReport } = await import('../terminal/bisect-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(bisectReport(bisection, layout))
    process.exitCode = bisectExitCode(bisection)
    return bisection
  }
}
