/** `swimbench report`: a recorded run again. */
import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import type { RunRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

export default class Report extends BaseCommand {
  static override summary = "Render a recorded run's report again, and print it."
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
      description: 'An id, its beginning, "latest", or the path of a run folder or record.json.',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    open: Flags.boolean({ summary: 'Open report.html in the browser.' }),
    out: outFlag,
  }

  override async run(): Promise<RunRecord> {
    const { args, flags } = await this.parse(Report)
    const { resolveRun } = await import('../recording/store.ts')
    const { renderRun } = await import('../recording/render-run.ts')
    const { openInBrowser } = await import('../tools/open-in-browser.ts')
    const { printRun } = await import('../terminal/print-run.ts')
    const folders = foldersOf(flags.out)
    const stored = await resolveRun(args.run, folders.resultsDir)
    const problems = await renderRun(stored, folders)
    for (const problem of problems) this.warn(problem)
    const { folder, record, id } = stored
    if (!this.jsonEnabled()) {
      printRun(record, { results: folder, traces: join(folders.tracesDir, id) })
    }
    if (flags.open) await openInBrowser(join(folder, 'report.html'))
    return record
  }
}
