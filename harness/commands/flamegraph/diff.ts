/** `swimbench flamegraph diff`: what grew and what shrank between two profiles. */
import { Args, Flags } from '@oclif/core'
import type { ProfileDiff } from '../../../analysis/index.ts'
import { BaseCommand } from '../../command-line/base-command.ts'
import { foldersOf, outFlag } from '../../flags/run-flags.ts'

type Diffed = {
  readonly files: readonly string[]
  readonly diffs: readonly Pick<
    ProfileDiff,
    'title' | 'kind' | 'measure' | 'before' | 'after' | 'functions'
  >[]
}

const CAPTURE =
  'An id of a flamegraph capture, its beginning, "latest", a capture\'s folder, a .cpuprofile, or folded stacks.'

export default class FlamegraphDiff extends BaseCommand {
  static override summary = 'Compare two profiles: a differential flame graph.'
  static override description =
    'What grew is red and what shrank is blue, in shares of what did not wait or, with --per-second, of each second. Functions are matched by name and file. What counts of samples would do by chance alone is said to be that.'
  static override examples = [
    '<%= config.bin %> flamegraph diff 20261123-0914 20261123-0920',
    {
      description: 'Two files of V8',
      command: '<%= config.bin %> flamegraph diff before.cpuprofile after.cpuprofile --open',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    before: Args.string({ description: CAPTURE, required: true, ignoreStdin: true }),
    after: Args.string({ description: 'The same, later.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    to: Flags.directory({
      summary: 'Folder to write the page and the list to.',
      default: 'flamegraph-diff',
      helpValue: '<folder>',
    }),
    'per-second': Flags.boolean({
      summary: 'Compare time in each second watched, and not shares of the whole.',
    }),
    open: Flags.boolean({ summary: 'Open the flame graph in the browser.' }),
    out: outFlag,
  }

  override async run(): Promise<Diffed> {
    const { args, flags } = await this.parse(FlamegraphDiff)
    const { diffStored } = await import('../../profiling/diff-stored.ts')
    const { profileDiffReport } = await import('../../terminal/profile-diff-report.ts')
    const { columnsOf, paintFor } = await import('../../terminal/paint.ts')
    const { diffs, files } = await diffStored(args.before, args.after, {
      ...foldersOf(flags.out),
      to: flags.to,
      isPerSecond: flags['per-second'],
    })
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(profileDiffReport(diffs, files, layout))
    if (flags.open && files[0] !== undefined) {
      const { openInBrowser } = await import('../../tools/open-in-browser.ts')
      await openInBrowser(files[0])
    }
    const kept = diffs.map(({ title, kind, measure, before, after, functions }) => {
      return { title, kind, measure, before, after, functions }
    })
    return { files, diffs: kept }
  }
}
