/** `swimbench run`: the main job. */
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE, MISSED_EXIT_CODE } from '../errors.ts'
import { withConfigFile } from '../flags/config-file.ts'
import { runFlags, runOptionsFrom } from '../flags/run-flags.ts'

export default class Run extends BaseCommand {
  static override summary = 'Benchmark a cluster of real agents and record what was measured.'
  static override description =
    'Starts agents on this machine, waits until all see each other, measures, and leaves results/<run>/ (record.json, report.html, report.md, charts) and traces/<run>/ (raw captures). Progress goes to stderr, the report to stdout. Ctrl-C ends the run early and keeps what was measured; a second one ends at once.'
  static override usage = 'run [FLAGS]'
  static override examples = [
    '<%= config.bin %> run --duration 30s',
    {
      description: 'Twenty crashes among eight members, and how each was detected',
      command: '<%= config.bin %> run --scenario crash --nodes 8 --crashes 20',
    },
    {
      description: 'Many probes in a short time',
      command: '<%= config.bin %> run --probe-interval 10ms --suspicion 100ms',
    },
    {
      description: 'A large cluster, its record on stdout',
      command: '<%= config.bin %> run --nodes 200 --agents-per-process 50 --json',
    },
    {
      description: 'The protocol of the SWIM paper, with one knob turned',
      command: '<%= config.bin %> run --preset swim --relays 1',
    },
    {
      description: 'In a pipeline: exit code 99 when a threshold is missed',
      command:
        "<%= config.bin %> run --threshold 'rtt.p99<1ms' --threshold 'falsePositives.deaths==0'",
    },
  ]
  static override enableJsonFlag = true
  static override flags = runFlags

  override async run(): Promise<RunRecord> {
    const flags = await withConfigFile(await this.parse(Run), runFlags)
    const { progressDisplay, silentProgress } = await import('../terminal/progress-display.ts')
    const display = flags.quiet ? silentProgress : progressDisplay(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; what was measured is kept. Ctrl-C again ends at once.'),
    )
    const options = runOptionsFrom(flags, interruption.signal)
    const { recordRun } = await import('../run.ts')
    let record: RunRecord
    try {
      record = await recordRun(options, display)
    } finally {
      display.close()
    }
    const { printRun } = await import('../terminal/print-run.ts')
    if (!this.jsonEnabled()) {
      printRun(record, {
        results: join(options.resultsDir, record.id),
        traces: join(options.tracesDir, record.id),
      })
    }
    if (record.thresholds.some(({ isMet }) => !isMet)) process.exitCode = MISSED_EXIT_CODE
    if (record.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    if (record.outcome === 'failed') process.exitCode = 1
    return record
  }
}
