/** `swimbench runs`: what was measured before. */
import type { RunRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

export default class Runs extends BaseCommand {
  static override summary = 'List the recorded runs, oldest first.'
  static override examples = [
    '<%= config.bin %> runs',
    {
      description: 'Ids of the complete ones, for scripts',
      command:
        '<%= config.bin %> runs --json | jq -r \'.[] | select(.outcome == "complete") | .id\'',
    },
  ]
  static override enableJsonFlag = true
  static override flags = { out: outFlag }

  override async run(): Promise<RunRecord[]> {
    const { flags } = await this.parse(Runs)
    const { listRuns } = await import('../recording/store.ts')
    const { runList } = await import('../terminal/run-list.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const { resultsDir } = foldersOf(flags.out)
    const { runs, broken } = await listRuns(resultsDir)
    const records = runs.map((run) => run.record)
    for (const { folder, problem } of broken) this.warn(`${folder}: ${problem}`)
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    if (records.length > 0) this.log(runList(records, layout))
    else this.log(`No runs in ${resultsDir}. Make one: swimbench run --duration 30s`)
    return records
  }
}
