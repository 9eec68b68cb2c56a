/** The flags of `compare`, and what they mean together. */
import { Errors, Flags, type Interfaces } from '@oclif/core'
import { UserError } from '../errors.ts'
import { measureFlags } from './measure-flags.ts'
import { foldersOf } from './run-flags.ts'

const MARGIN = 0.05

/** `5%` or `0.05`. */
export const shareFlag = Flags.custom<number>({
  helpValue: '<share>',
  async parse(input) {
    const [, digits, percent] = /^(\d+\.?\d*|\.\d+)\s*(%?)$/.exec(input.trim()) ?? []
    const share = Number(digits) / (percent === '%' ? 100 : 1)
    if (share > 0 && share < 1) return share
    throw new Errors.CLIError(`${JSON.stringify(input)} is not a share such as 5% or 0.05`)
  },
})

const to = (summary: string) => Flags.string({ summary, helpValue: '<file>' })

export const compareFlags = {
  measure: Flags.boolean({
    summary:
      'Measure both now, in turns; done by itself when a commit has no runs, unless --no-measure.',
    allowNo: true,
  }),
  aa: Flags.boolean({
    summary: 'Measure BASE against itself: what this machine can tell at all, kept for later.',
  }),
  blocks: Flags.integer({
    summary: 'How many blocks to measure, each a run of BASE and one of CANDIDATE.',
    default: 10,
    min: 1,
    max: 1000,
    helpValue: '<n>',
  }),
  margin: shareFlag({
    summary: 'The smallest change that matters.',
    default: MARGIN,
    defaultHelp: async () => '5%',
  }),
  primary: Flags.string({
    summary: 'One to three metrics that decide; rtt.p50,rtt.p99 by default.',
    helpValue: '<metrics>',
  }),
  normalize: Flags.option({
    summary: "Divide what is made of round trips by each run's floor.",
    options: ['floor'] as const,
  })(),
  'fail-on': Flags.string({
    summary: 'Exit 99 on a regression, 3 on inconclusive; may be given more than once.',
    options: ['regression', 'inconclusive'],
    multiple: true,
    multipleNonGreedy: true,
  }),
  html: to('Write the report there, too.'),
  markdown: to('Write Markdown for a pull request there; - is stdout.'),
  csv: to('Write every metric as a row there; - is stdout.'),
  open: Flags.boolean({ summary: 'Open the report in the browser.' }),
  ...measureFlags,
}

type CompareFlags = Interfaces.InferredFlags<typeof compareFlags>

/** What is compared with what, and whether it may be measured. */
export function questionFrom(
  args: { readonly base?: string | undefined; readonly candidate?: string | undefined },
  flags: CompareFlags,
): {
  readonly base: string
  readonly candidate: string | undefined
  readonly measure: 'always' | 'needed' | 'never'
} {
  const { aa, resume, measure } = flags
  if (measure === false && (aa || resume !== undefined)) {
    throw refused(`--no-measure contradicts ${aa ? '--aa' : '--resume'}`)
  }
  if (aa) {
    if (args.candidate === undefined) return { ...itself(args.base), measure: 'always' }
    throw refused('--aa compares BASE with itself: there is no CANDIDATE')
  }
  if (args.base === undefined) throw refused('compare needs a BASE: a commit, runs, or label=file')
  const how = measure === true || resume !== undefined ? 'always' : undefined
  const when = how ?? (measure === false ? 'never' : 'needed')
  return { base: args.base, candidate: args.candidate, measure: when }
}

export function judgingFrom(flags: CompareFlags) {
  return {
    margin: flags.margin,
    primary: flags.primary?.split(',').map((id) => id.trim()),
    normalizeBy: flags.normalize ?? ('none' as const),
    seed: flags.seed,
    ...foldersOf(flags.out),
  }
}

function itself(base = 'HEAD') {
  return { base, candidate: base }
}

function refused(message: string): UserError {
  return new UserError(message, {
    suggestion: 'swimbench compare --help shows how it is used.',
    exitCode: 2,
  })
}
