/** `swimbench report`: a recorded run or capture again. */
import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import type { CaptureRecord, RunRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

export default class Report extends BaseCommand {
  static override summary = "Render a recorded run's or capture's report again, and print it."
  static override examples = [
    '<%= config.bin %> report latest',
    {
      description: 'By the beginning of its id',
      command: '<%= config.bin %> report 20261122-1933',
    },
    '<%= config.bin %> report results/20261122-193301-steady-4x-ab12/record.json --open',
  ]
  static override enableJsonFlag = true
  static override args = {
    run: Args.string({
      description:
        'An id, its beginning, "latest", or the path of a folder of results, its record.json or capture.json.',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    open: Flags.boolean({ summary: 'Open its page in the browser.' }),
    out: outFlag,
  }

  override async run(): Promise<RunRecord | CaptureRecord> {
    const { args, flags } = await this.parse(Report)
    const { resolveRecorded } = await import('../recording/capture-store.ts')
    const { openInBrowser } = await import('../tools/open-in-browser.ts')
    const { tracesDir, resultsDir } = foldersOf(flags.out)
    const stored = await resolveRecorded(args.run, resultsDir)
    const { id, folder } = 'run' in stored ? stored.run : stored.capture
    const folders = { results: folder, traces: join(tracesDir, id) }
    if ('run' in stored) {
      const { record } = stored.run
      const { renderRun } = await import('../recording/render-run.ts')
      const { printRun } = await import('../terminal/print-run.ts')
      for (const problem of await renderRun(stored.run, { tracesDir })) this.warn(problem)
      if (!this.jsonEnabled()) printRun(record, folders)
      if (flags.open) await openInBrowser(join(folder, 'report.html'))
      return record
    }
    const { record } = stored.capture
    const { renderCapture } = await import('../recording/render-capture.ts')
    const { printCapture, requirePage } = await import('../terminal/print-capture.ts')
    await renderCapture(stored.capture)
    if (!this.jsonEnabled()) printCapture(record, folders)
    if (flags.open) await openInBrowser(requirePage(record, folders))
    return record
  }
}
