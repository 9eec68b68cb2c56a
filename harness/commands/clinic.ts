/** `swimbench clinic`: an agent under clinic.js. */
import { join } from 'node:path'
import type { CaptureRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'
import { clinicArgs, clinicFlags, clinicOptionsFrom } from '../flags/clinic-flags.ts'

export default class ClinicCommand extends BaseCommand {
  static override summary = 'Run an agent under clinic.js and keep the page that it makes.'
  static override description =
    "Keeps a cluster busy and starts one of its agents under clinic, or, with --bind, an agent of its own. clinic sees one thread and its event loop, so that agent runs its protocol in the main thread, over node:dgram. Leaves clinic's page and data in traces/<capture>/ and capture.json in results/<capture>/. clinic is an optional dependency: npm install --save-dev clinic@13. Ctrl-C ends it early; the page is made of what was seen."
  static override usage = 'clinic VIEW [FLAGS]'
  static override examples = [
    '<%= config.bin %> clinic doctor --open',
    {
      description: 'What an agent allocates that joins a cluster which runs',
      command:
        '<%= config.bin %> clinic heapprofiler --bind :9010 --join 127.0.0.1:9000 --duration 30s',
    },
  ]
  static override enableJsonFlag = true
  static override args = clinicArgs
  static override flags = clinicFlags

  override async run(): Promise<CaptureRecord> {
    const { args, flags } = await this.parse(ClinicCommand)
    const { captureProgress } = await import('../terminal/capture-progress.ts')
    const display = captureProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; clinic makes its page of what it saw. Ctrl-C again ends at once.'),
    )
    const options = clinicOptionsFrom(args, flags, interruption.signal)
    const { recordClinic } = await import('../clinic/record-clinic.ts')
    const { clinicReport } = await import('../terminal/clinic-report.ts')
    const { captureFiles } = await import('../terminal/capture-files.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const recording = recordClinic(options, display)
    const { record, folders } = await recording.finally(() => display.close())
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(clinicReport(record, layout, captureFiles(folders, record.clinic.page)))
    if (record.outcome === 'interrupted') process.exitCode = INTERRUPTED_EXIT_CODE
    if (flags.open) {
      const { openInBrowser } = await import('../tools/open-in-browser.ts')
      await openInBrowser(join(folders.traces, record.clinic.page))
    }
    return record
  }
}
