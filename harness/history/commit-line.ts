/** The line of commits that a history follows: first parents of HEAD, as git tells them. */
import type { LineCommit } from '../../analysis/index.ts'
import { askGit } from '../building/git.ts'
import { UserError } from '../errors.ts'

export type CommitLine = {
  /** Where the repository is. */
  readonly folder: string
  /** Oldest first. */
  readonly commits: readonly LineCommit[]
}

/** Undefined where there is no repository, no commit or no git. */
export async function readCommitLine(folder: string): Promise<CommitLine | undefined> {
  const format = '--format=%H%x1f%cI%x1f%s'
  const told = await git(folder, [
    ...['log', '-z', '--first-parent', '--no-show-signature', '--encoding=UTF-8'],
    format,
    'HEAD',
  ])
  if (told === undefined || told === '') return undefined
  const commits = told.split('\0').flatMap((entry): LineCommit[] => {
    const [sha, committedAt, subject] = entry.split('\x1f')
    if (sha === undefined || committedAt === undefined) return []
    return [{ sha, committedAt, subject: subject ?? '' }]
  })
  return { folder, commits: commits.reverse() }
}

/** The commit that `ref` names in the repository of `line`, which has to be on the line. */
export async function commitOnLine(line: CommitLine, ref: string): Promise<string> {
  const query = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
  const sha = await git(line.folder, query)
  if (sha === undefined || sha === '') {
    throw new UserError(
      `--since ${ref}: neither a number, nor a date, nor a commit of this repository`,
      {
        suggestion: 'Write --since 30, --since 2026-11-01 or --since v1.2.0.',
        exitCode: 2,
      },
    )
  }
  if (line.commits.some((commit) => commit.sha === sha)) return sha
  throw new UserError(`--since ${ref}: not on the line of commits that leads to HEAD`, {
    suggestion: 'Name one that `git log --first-parent` shows.',
    exitCode: 2,
  })
}

/** Undefined where git is missing or refuses. */
async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { ok, text } = await askGit(folder, args)
    return ok ? text : undefined
  } catch {
    return undefined
  }
}
