/**
 * What is to be built: a commit, or the working tree as it is now. Changes that nobody has committed
 * become a commit that no branch knows, so that both kinds are checked out, built and kept alike: the
 * same content has the same name, and later edits do not reach what is measured.
 */
import { join } from 'node:path'
import type { RunRecord } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { temporaryFolder } from '../recording/store.ts'
import { askGit, git } from './git.ts'

export type Revision = {
  /** As somebody wrote it: `main`, `HEAD~2`, `working tree`. */
  readonly name: string
  /** The commit it is, or that its changes are over. */
  readonly commit: NonNullable<RunRecord['commit']>
  /** The commit to check out; with changes, the one that was made of them. */
  readonly checkout: string
  readonly subject: string
}

/** What the name of no ref can be. */
export const WORKING_TREE = 'working tree'

/** Dates and names of commits that we make: theirs would make the same content differ. */
const NOBODY = {
  GIT_AUTHOR_NAME: 'swimbench',
  GIT_AUTHOR_EMAIL: 'swimbench@localhost',
  GIT_AUTHOR_DATE: '1970-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'swimbench',
  GIT_COMMITTER_EMAIL: 'swimbench@localhost',
  GIT_COMMITTER_DATE: '1970-01-01T00:00:00Z',
}

/** Finds what `ref` names; undefined is the working tree. */
export async function resolveRevision(
  repository: string,
  ref: string | undefined,
): Promise<Revision> {
  if (ref === undefined || ref === WORKING_TREE) return workingTree(repository)
  const found = ref.startsWith('-')
    ? undefined
    : await askGit(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  if (found === undefined || !found.ok) {
    throw new UserError(`git knows no commit ${JSON.stringify(ref)} in ${repository}`, {
      suggestion: 'See `git log --oneline` and `git branch --all`; a shallow clone lacks history.',
      exitCode: 2,
    })
  }
  const sha = found.text
  const abbreviated = await askGit(repository, ['rev-parse', '--abbrev-ref', ref])
  const branch = abbreviated.ok && abbreviated.text !== 'HEAD' ? abbreviated.text : ''
  const commit = { sha, dirty: false, ref: branch === '' ? null : branch }
  return { name: ref, commit, checkout: sha, subject: await subjectOf(repository, sha) }
}

/** HEAD and what has been changed since, new files too, without what git ignores. */
async function workingTree(repository: string): Promise<Revision> {
  const head = await resolveRevision(repository, 'HEAD')
  await using scratch = await temporaryFolder()
  const index = { GIT_INDEX_FILE: join(scratch.path, 'index') }
  await git(repository, ['read-tree', 'HEAD'], index)
  await git(repository, ['add', '--all', '--', ':/'], index)
  const tree = await git(repository, ['write-tree'], index)
  if (tree === (await git(repository, ['rev-parse', 'HEAD^{tree}']))) {
    return { ...head, name: WORKING_TREE }
  }
  const message = 'the working tree, as swimbench measured it'
  const making = ['commit-tree', tree, '-p', head.commit.sha, '-m', message]
  const checkout = await git(repository, making, NOBODY)
  return {
    name: WORKING_TREE,
    commit: { ...head.commit, dirty: true },
    checkout,
    subject: `uncommitted changes over ${head.commit.sha.slice(0, 8)}`,
  }
}

async function subjectOf(repository: string, sha: string): Promise<string> {
  return git(repository, ['log', '-1', '--format=%s', sha])
}

/** `main (1a2b3c4d)`; the working tree also says whether it has changes. */
export function describeRevision({ name, commit }: Revision): string {
  const short = commit.sha.slice(0, 8)
  if (commit.dirty) return `${name} (${short} with changes)`
  return commit.sha.startsWith(name) ? short : `${name} (${short})`
}
