/** Two stored profiles side by side: one page for each kind of time that both have. */
import { join } from 'node:path'
import {
  type DiffResult,
  diffMarkdown,
  diffPage,
  diffProfiles,
  type ProfileDiff,
} from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { writeWhole } from '../recording/store.ts'
import { readProfiles } from './stored-profile.ts'

export type DiffedProfiles = {
  readonly diffs: readonly ProfileDiff[]
  /** Beginning with the pages, as many as there are diffs. */
  readonly files: readonly string[]
}

export async function diffStored(
  before: string,
  after: string,
  options: {
    readonly resultsDir: string
    readonly tracesDir: string
    readonly to: string
    /** Weigh by the second and not by shares. */
    readonly isPerSecond: boolean
  },
): Promise<DiffedProfiles> {
  const [a, b] = await Promise.all([readProfiles(before, options), readProfiles(after, options)])
  const title = `${a.name} → ${b.name}`
  const measure = options.isPerSecond ? 'second' : 'share'
  const pairs = a.profiles.flatMap((one) => {
    const other = b.profiles.find(({ kind }) => kind === one.kind)
    return other === undefined ? [] : [diffProfiles(one, other, { title, measure })]
  })
  if (pairs.length === 0) {
    throw new UserError(`${a.name} has time ${kindsOf(a)}, ${b.name} time ${kindsOf(b)}`, {
      suggestion: 'Compare captures of the same backend.',
      exitCode: 2,
    })
  }
  const diffs = pairs.map(diffOf)
  const pages: string[] = []
  const lists: string[] = []
  for (const [index, diff] of diffs.entries()) {
    const name = index === 0 ? 'flamegraph-diff' : `flamegraph-diff-${diff.kind}`
    await writeWhole(options.to, `${name}.html`, diffPage(diff))
    await writeWhole(options.to, `${name}.md`, diffMarkdown(diff))
    pages.push(join(options.to, `${name}.html`))
    lists.push(join(options.to, `${name}.md`))
  }
  return { diffs, files: [...pages, ...lists] }
}

function diffOf(result: DiffResult): ProfileDiff {
  if (result.ok) return result.diff
  throw new UserError(`these cannot be compared: ${result.problem}`, { exitCode: 2 })
}

function kindsOf({
  profiles,
}: {
  readonly profiles: readonly { readonly kind: string }[]
}): string {
  return profiles.map(({ kind }) => kind).join(' and ')
}
