/** `swimbench compare`: did it get faster? */
import { Args } from '@oclif/core'
import type { Comparison } from '../../analysis/index.ts'
import { BaseCommand } from '../command-line/base-command.ts'
import { listenForInterruption } from '../command-line/interruption.ts'
import { compareFlags, judgingFrom, questionFrom } from '../flags/compare-flags.ts'
import { blockRunOptionsFrom } from '../flags/measure-flags.ts'

const SIDE =
  'A commit (a git ref), a run (its id or record), a folder or a pattern of runs, or label=file for samples of another tool.'

export default class Compare extends BaseCommand {
  static override summary =
    'Say whether a commit made it faster or slower, or that it cannot be said.'
  static override description =
    `Compares recorded runs, or measures both commits in turns when one has none. Each commit is built by itself outside the working tree; runs of both alternate in blocks, so that whatever the machine does reaches both. The verdict comes from the primary metrics alone: their 95 % interval over runs, held against the margin. Exit codes: 0 it answered, 99 a regression with --fail-on regression, 3 inconclusive with --fail-on inconclusive, 130 interrupted with finished blocks kept.`
  static override usage = 'compare BASE [CANDIDATE] [FLAGS]'
  static override examples = [
    {
      description: 'Did my changes make it faster?',
      command: '<%= config.bin %> compare HEAD',
    },
    {
      description: 'In a pipeline: measured anew, and a comment for the pull request',
      command:
        '<%= config.bin %> compare main HEAD --measure --fail-on regression --markdown comment.md',
    },
    {
      description: 'Runs that were recorded before',
      command: "<%= config.bin %> compare 'results/before-*' 'results/after-*'",
    },
    {
      description: 'What can this machine tell at all?',
      command: '<%= config.bin %> compare HEAD --aa',
    },
    {
      description: 'Results of another tool, a number a line',
      command: '<%= config.bin %> compare before:ms=before.txt after:ms=after.txt',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    base: Args.string({ description: SIDE, ignoreStdin: true }),
    candidate: Args.string({
      description: 'The same, later. By default the working tree as it is.',
      ignoreStdin: true,
    }),
  }
  static override flags = compareFlags

  override async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(Compare)
    const question = questionFrom(args, flags)
    const { blocksProgress, silentBlocks } = await import('../terminal/blocks-progress.ts')
    const display = flags.quiet ? silentBlocks : blocksProgress(process.stderr)
    using interruption = listenForInterruption(() =>
      display.note('Stopping; finished blocks are kept. Ctrl-C again ends at once.'),
    )
    const judging = judgingFrom(flags)
    const { answer } = await import('../comparison/answer.ts')
    try {
      const answered = await answer(
        {
          ...question,
          blocks: flags.blocks,
          seed: flags.seed,
          runOptions: blockRunOptionsFrom(flags),
          resumeFrom: flags.resume,
          signal: interruption.signal,
          observer: display,
        },
        judging,
        { html: flags.html, markdown: flags.markdown, csv: flags.csv },
      )
      display.close()
      const { printComparison, comparisonExitCode } = await import(
        '../terminal/print-comparison.ts'
      )
      if (!this.jsonEnabled()) printComparison(answered)
      process.exitCode = comparisonExitCode(answered, flags['fail-on'] ?? [])
      if (flags.open) {
        const { openInBrowser } = await import('../tools/open-in-browser.ts')
        await openInBrowser(answered.page)
      }
      return answered.view.comparison
    } finally {
      display.close()
    }
  }
}
