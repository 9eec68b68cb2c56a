/** `swimbench trace-syscalls diff`: two captures side by side. */
import { Args } from '@oclif/core'
import type { SyscallDiff } from '../../../analysis/index.ts'
import { BaseCommand } from '../../command-line/base-command.ts'
import { foldersOf, outFlag } from '../../flags/run-flags.ts'

const CAPTURE =
  'An id of a capture of trace-syscalls, its beginning, "latest", a folder, or a file that strace wrote.'

export default class TraceSyscallsDiff extends BaseCommand {
  static override summary = 'Compare two captures of system calls.'
  static override description =
    'Calls per probe cycle, or per second where there are none; time per call; calls that are new and that vanished. What moved the most working time comes first.'
  static override usage = 'trace-syscalls diff A B [FLAGS]'
  static override examples = [
    '<%= config.bin %> trace-syscalls diff 20261122-1933 latest',
    {
      description: 'Two files',
      command: '<%= config.bin %> trace-syscalls diff before.strace after.strace.gz',
    },
  ]
  static override enableJsonFlag = true
  static override args = {
    a: Args.string({ description: CAPTURE, required: true, ignoreStdin: true }),
    b: Args.string({ description: 'The same, later.', required: true, ignoreStdin: true }),
  }
  static override flags = { out: outFlag }

  override async run(): Promise<SyscallDiff> {
    const { args, flags } = await this.parse(TraceSyscallsDiff)
    const { diffTraces } = await import('../../tracing/diff-traces.ts')
    const { syscallDiffReport } = await import('../../terminal/syscall-diff.ts')
    const { columnsOf, paintFor } = await import('../../terminal/paint.ts')
    const { resultsDir } = foldersOf(flags.out)
    const { diff, names, tools } = await diffTraces(args.a, args.b, resultsDir)
    const layout = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) }
    this.log(syscallDiffReport(diff, names, tools, layout))
    return diff
  }
}
