/** `swimbench visualize`: percentiles and charts of what is on disk. */
import { Args, Flags } from '@oclif/core'
import type { Visualization } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

type Drawn = {
  readonly page: string
  readonly pictures: readonly string[]
  readonly measurements: readonly Pick<Visualization, 'name' | 'rtt' | 'lag' | 'notes'>[]
}

export default class Visualize extends BaseCommand {
  static override summary = 'Make percentiles and charts of recorded runs and of swim-rs logs.'
  static override description =
    'Charts: RTT over time, its distribution and cumulative distribution, rolling jitter, and who saw whom. Log files that lie in one folder are taken for the members of one cluster.'
  static override examples = [
    '<%= config.bin %> visualize latest',
    {
      description: 'The logs of four swim-rs nodes',
      command: '<%= config.bin %> visualize logs/node*.log --to swim-rs-charts',
    },
    {
      description: 'Two runs in one page',
      command: '<%= config.bin %> visualize 20261122-1933 results/reference-steady',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    files: Args.string({
      description: 'Runs (as `report` takes them) and log files of swim-rs.',
      multiple: true,
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    to: Flags.directory({
      summary: 'Folder to write index.html and the pictures to.',
      default: 'charts',
      helpValue: '<folder>',
    }),
    out: outFlag,
  }

  override async run(): Promise<Drawn> {
    const { args, flags } = await this.parse(Visualize)
    const { visualizeFiles } = await import('../recording/visualize-files.ts')
    const { visualizationReport } = await import('../terminal/visualization-report.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const { resultsDir } = foldersOf(flags.out)
    const drawn = await visualizeFiles(args.files, { resultsDir, drawingsDir: flags.to })
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(visualizationReport(drawn, layout))
    const measurements = drawn.visualizations.map(({ name, rtt, lag, notes }) => {
      return { name, rtt, lag, notes }
    })
    return { page: drawn.page, pictures: drawn.pictures, measurements }
  }
}
