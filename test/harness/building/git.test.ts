import assert from 'node:assert/strict'
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { askGit, git, repositoryAt } from '../../../harness/building/git.ts'
import { UserError } from '../../../harness/errors.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository } from '../../support/tiny-repository.ts'

describe('git', () => {
  test('is found from any folder of a working tree', async () => {
    await using base = await temporaryFolder()
    const { path } = await TinyRepository.create(base.path)
    await mkdir(join(path, 'deep', 'down'), { recursive: true })
    assert.equal(await repositoryAt(join(path, 'deep', 'down')), await realpath(path))
  })

  test('is asked for in vain where there is none, and what to do is said', async () => {
    await using base = await temporaryFolder()
    await assert.rejects(repositoryAt(base.path), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(error.message, /lies in no git working tree/)
      assert.match(error.suggestion ?? '', /checkout/)
      assert.equal(error.exitCode, 2)
      return true
    })
  })

  test('may say no, which is an answer to some questions and a failure to others', async () => {
    await using base = await temporaryFolder()
    const { path } = await TinyRepository.create(base.path)
    const question = ['rev-parse', '--verify', 'nothing']
    const { ok, problem } = await askGit(path, question)
    assert.equal(ok, false)
    assert.match(problem, /fatal/)
    await assert.rejects(git(path, question), /git rev-parse --verify failed: fatal/)
  })
})
