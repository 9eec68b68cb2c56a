/** `swimbench history`: a metric over commits, and where it changed. */
import { basename, dirname } from 'node:path'
import { Args } from '@oclif/core'
import type { History as Shown } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { historyFlags, historyOptionsFrom } from '../flags/history-flags.ts'

export default class History extends BaseCommand {
  static override summary = 'Show a metric over commits, and the commits that changed it.'
  static override description =
    'Every run is kept with its commit, so history grows by itself. Runs stand together when they were made alike: scenario, settings, machine, transport and tools; the kind with the most commits is shown, the others are named. Commits stand along the first parents of HEAD, each with the median of its runs. With 20 commits or more change points are looked for (E-divisive). Runs of a working tree with changes are marked with a + and have no part in that.'
  static override examples = [
    '<%= config.bin %> history',
    {
      description: 'The tail over the last fifty commits, with charts',
      command: '<%= config.bin %> history --metric rtt.p99 --since 50 --html history.html',
    },
    {
      description: 'Commits that changed something, for a script',
      command:
        "<%= config.bin %> history --json | jq -r '.points as $p | .series[].steps[] | $p[.to].sha'",
    },
    {
      description: "Another tool's results, one number a line",
      command: '<%= config.bin %> history nightly:ms=nightly.txt',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    samples: Args.string({
      description:
        "Other tools' results instead of recorded runs: label=file with one number a line, or JSON lists, in the order of their measurement. label:ms=file gives them a unit (ns, us, ms, s, B, KiB, MiB, %, /s). A pattern in quotes takes several files, each a run.",
      ignoreStdin: true,
    }),
  }
  static override flags = historyFlags

  override async run(): Promise<Shown> {
    const { args, flags } = await this.parse(History)
    const options = historyOptionsFrom(flags)
    const { readHistory, readSampleHistory } = await import('../history/read-history.ts')
    const { historyPage, printable } = await import('../../analysis/index.ts')
    const { historyReport } = await import('../terminal/history-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const { history, problems } =
      args.samples === undefined
        ? await readHistory(options)
        : await readSampleHistory(args.samples, options)
    for (const problem of problems) this.warn(printable(problem))
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(historyReport(history, layout))
    if (flags.html !== undefined) {
      const { readEcharts } = await import('../recording/render-run.ts')
      const { writeWhole } = await import('../recording/store.ts')
      const echartsScript = await readEcharts()
      const page = historyPage({ history, echartsScript, version: this.config.version })
      await writeWhole(dirname(flags.html), basename(flags.html), page)
      this.logToStderr(`Page: ${flags.html}`)
    }
    return history
  }
}
