/** `swimbench flamegraph`: where a process's time goes, function by function. */
import { join } from 'node:path'
import type { CaptureRecord } from '../../../analysis/index.ts'
import { BaseCommand } from '../../command-line/base-command.ts'
import { listenForInterruption } from '../../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../../errors.ts'
import { profileFlags, profileOptionsFrom } from '../../flags/profile-flags.ts'
import { targetArgs, targetRequestFrom } from '../../flags/target-flags.ts'

export default class Flamegraph extends BaseCommand {
  static override summary = 'Profile a process and draw its flame graph.'
  static override description =
    'Without an address, a cluster is kept busy and one of its agents profiled. With one, whoever is bound there; where nobody is, an agent of ours is started there. Leaves results/<capture>/ (flamegraph.html, flamegraph.md, capture.json) and traces/<capture>/ (raw data, folded stacks, pprof, speedscope). The inspector is open to the users of this machine as long as it is used, and closed again. Ctrl-C ends the capture early and keeps what was seen.'
  static override usage = 'flamegraph [ADDRESS] [FLAGS]'
  static override examples = [
    '<%= config.bin %> flamegraph --open',
    {
      description: 'The process bound to port 9000, whatever it is',
      command: '<%= config.bin %> flamegraph :9000 --backend perf --off-cpu',
    },
    {
      description: 'An agent of ours that joins a cluster for as long as it is profiled',
      command: '<%= config.bin %> flamegraph :9010 --join 127.0.0.1:9000',
    },
  ]
  static override enableJsonFlag = true
  static override args = targetArgs
  static override flags = profileFlags

  override async run(): Promise<CaptureRecord> {
    const { args, flags } = await this.parse(Flamegraph)
    const { captureProgress } = await import('../../terminal/capture-progress.ts')
    const display = captureProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; what was seen is kept. Ctrl-C again ends at once.'),
    )
    const request = targetRequestFrom(args, flags)
    const options = profileOptionsFrom(flags, request, interruption.signal)
    const { recordProfile } = await import('../../profiling/record-profile.ts')
    const { profileReport } = await import('../../terminal/profile-report.ts')
    const { captureFiles } = await import('../../terminal/capture-files.ts')
    const { columnsOf, paintFor } = await import('../../terminal/paint.ts')
    const recording = recordProfile(options, display)
    const { record, folders } = await recording.finally(() => display.close())
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(profileReport(record, layout, captureFiles(folders)))
    if (record.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    if (flags.open) {
      const { PAGE } = await import('../../profiling/write-profile.ts')
      const { openInBrowser } = await import('../../tools/open-in-browser.ts')
      await openInBrowser(join(folders.results, PAGE))
    }
    return record
  }
}
