import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { commitOnLine, readCommitLine } from '../../../harness/history/commit-line.ts'
import { makeRepository } from '../../support/stored-history.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the line of commits', () => {
  test('goes from the first commit to HEAD, by first parents only', async () => {
    await using folder = await temporaryFolder()
    const { shas } = makeRepository(folder.path, 3)
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder.path, ...args], { encoding: 'utf8' }).trim()
    const tree = git('rev-parse', 'HEAD^{tree}')
    const as = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit-tree', tree]
    const aside = git(...as, '-p', shas[0] ?? '', '-m', 'aside')
    const merge = git(...as, '-p', shas[2] ?? '', '-p', aside, '-m', 'merge  "it"\tall')
    git('update-ref', 'refs/heads/main', merge)
    const line = await readCommitLine(folder.path)
    assert.deepEqual(
      line?.commits.map(({ sha }) => sha),
      [...shas, merge],
    )
    assert.equal(line?.commits[0]?.subject, 'change 1')
    assert.equal(line?.commits[3]?.subject, 'merge  "it"\tall')
    assert.equal(Date.parse(line?.commits[1]?.committedAt ?? ''), (1_790_000_000 + 86_400) * 1000)
    assert.equal(await commitOnLine(line, 'HEAD~1'), shas[2])
    await assert.rejects(
      commitOnLine(line, aside),
      (error) => error instanceof UserError && /not on the line/.test(error.message),
    )
    for (const ref of ['nothing', '--all', '']) {
      await assert.rejects(
        commitOnLine(line, ref),
        (error) => error instanceof UserError && error.exitCode === 2,
      )
    }
  })

  test('is not there without a repository', async () => {
    await using folder = await temporaryFolder()
    assert.equal(await readCommitLine(folder.path), undefined)
    assert.equal(await readCommitLine('/nowhere/at/all'), undefined)
  })

  test('is not there in a repository without a commit', async () => {
    await using folder = await temporaryFolder()
    execFileSync('git', ['-C', folder.path, 'init', '--quiet'])
    assert.equal(await readCommitLine(folder.path), undefined)
  })
})
