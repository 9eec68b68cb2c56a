/** The commits between two, as a bisection walks them: by first parents, so that a merge is one step. */
import type { CommitLine } from '../../analysis/index.ts'
import { askGit, git } from '../building/git.ts'
import { describeRevision, type Revision } from '../building/revision.ts'
import { UserError } from '../errors.ts'

/** From the first behind `good` to `bad`. Never empty. */
export async function commitsBetween(
  repository: string,
  good: Revision,
  bad: Revision,
): Promise<CommitLine[]> {
  const [before, after] = [good.checkout, bad.checkout]
  if (before === after) {
    throw new UserError(`${good.name} and ${bad.name} are the same commit`, { exitCode: 2 })
  }
  if (!(await isAncestor(repository, before, after))) {
    const isSwapped = await isAncestor(repository, after, before)
    throw new UserError(
      `${describeRevision(bad)} does not descend from ${describeRevision(good)}`,
      {
        suggestion: isSwapped
          ? `The older one comes first: swimbench bisect ${bad.name} ${good.name}`
          : `Begin where they part: swimbench bisect $(git merge-base ${good.name} ${bad.name}) ${bad.name}`,
        exitCode: 2,
      },
    )
  }
  const range = [`${before}..${after}`]
  const listing = [
    'rev-list',
    '--first-parent',
    '--reverse',
    '--no-commit-header',
    '--format=%H %s',
  ]
  const lines = (await git(repository, [...listing, ...range])).split('\n')
  return lines.map((line) => {
    const [sha = '', ...words] = line.split(' ')
    return { sha, subject: words.join(' ') }
  })
}

async function isAncestor(repository: string, before: string, after: string): Promise<boolean> {
  return (await askGit(repository, ['merge-base', '--is-ancestor', before, after])).ok
}
