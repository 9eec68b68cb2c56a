/** `swimbench runs`: what was measured and captured before. */
import type { CaptureRecord, RunRecord } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { foldersOf, outFlag } from '../flags/run-flags.ts'

export default class Runs extends BaseCommand {
  static override summary = 'List the recorded runs and captures, oldest first.'
  static override examples = [
    '<%= config.bin %> runs',
    {
      description: 'Ids of the complete runs, for scripts; captures have a kind',
      command:
        '<%= config.bin %> runs --json | jq -r \'.[] | select(.kind == null and .outcome == "complete") | .id\'',
    },
  ]
  static override enableJsonFlag = true
  static override flags = { out: outFlag }

  override async run(): Promise<(RunRecord | CaptureRecord)[]> {
    const { flags } = await this.parse(Runs)
    const { listRuns } = await import('../recording/store.ts')
    const { listCaptures } = await import('../recording/capture-store.ts')
    const { runList } = await import('../terminal/run-list.ts')
    const { captureList } = await import('../terminal/capture-list.ts')
    const { columnsOf, paintFor } = await import('../terminal/paint.ts')
    const { resultsDir } = foldersOf(flags.out)
    const [ofRuns, ofCaptures] = [await listRuns(resultsDir), await listCaptures(resultsDir)]
    const runs = ofRuns.runs.map(({ record }) => record)
    const captures = ofCaptures.captures.map(({ record }) => record)
    for (const { folder, problem } of [...ofRuns.broken, ...ofCaptures.broken]) {
      this.warn(`${folder}: ${problem}`)
    }
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    const lists = [
      runs.length === 0 ? '' : runList(runs, layout),
      captures.length === 0 ? '' : captureList(captures, layout),
    ].filter((list) => list !== '')
    if (lists.length > 0) this.log(lists.join('\n\n'))
    else this.log(`No runs in ${resultsDir}. Make one: swimbench run --duration 30s`)
    return [...runs, ...captures].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
  }
}
