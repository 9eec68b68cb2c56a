/** What git is asked: every question is a git process in one repository, its hooks left out. */
import { isAbsolute } from 'node:path'
import { printableLines } from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import { type CommandResult, runCommand } from '../tools/command.ts'

const TIMEOUT_MS = 120_000
const INSTALL = 'Install git: sudo apt-get install git'

export type GitAnswer = { readonly ok: boolean; readonly text: string; readonly problem: string }

/** Asks git, whatever it answers. `environment` is added to ours. */
export async function askGit(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<GitAnswer> {
  // Somebody's post-checkout hook has no business in a checkout that nobody works in.
  const withoutHooks = ['-C', folder, '-c', 'core.hooksPath=/dev/null', ...args]
  const options = { timeoutMs: TIMEOUT_MS, environment, install: INSTALL }
  const { stdout, stderr, exit, cutShort }: CommandResult = await runCommand(
    'git',
    withoutHooks,
    options,
  )
  const ok = exit.code === 0 && !cutShort
  const said = printableLines(stderr.trim())
  const problem = cutShort ? `git ${args[0]} took longer than two minutes` : said
  return { ok, text: stdout.trim(), problem }
}

/** Asks git for something that it can only refuse when something is wrong with the repository. */
export async function git(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { ok, text, problem } = await askGit(folder, args, environment)
  if (ok) return text
  throw new UserError(`git ${args.slice(0, 2).join(' ')} failed: ${problem}`)
}

/** The top folder of the repository that `folder` lies in. */
export async function repositoryAt(folder: string): Promise<string> {
  const { ok, text, problem } = await askGit(folder, ['rev-parse', '--show-toplevel'])
  if (ok && isAbsolute(text)) return text
  throw new UserError(`${folder} lies in no git working tree: ${problem || 'there is none'}`, {
    suggestion: 'Go to a checkout of the project whose commits are to be measured.',
    exitCode: 2,
  })
}
