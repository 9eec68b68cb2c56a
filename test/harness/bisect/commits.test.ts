import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commitsBetween } from '../../../harness/bisect/commits.ts'
import { resolveRevision } from '../../../harness/building/revision.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository } from '../../support/tiny-repository.ts'

async function repositoryIn(base: string) {
  const repository = await TinyRepository.create(base)
  repository.commit({}, { delayUs: 1 }, { delayUs: 2 })
  const between = async (good: string, bad: string) => {
    const revision = (ref: string) => resolveRevision(repository.path, ref)
    return commitsBetween(repository.path, await revision(good), await revision(bad))
  }
  return { repository, between }
}

describe('the commits between two', () => {
  test('go from the first behind GOOD to BAD', async () => {
    await using base = await temporaryFolder()
    const { repository, between } = await repositoryIn(base.path)
    const [, second = '', third = ''] = repository.shas
    assert.deepEqual(await between('HEAD~2', 'main'), [
      { sha: second, subject: 'change 2: {"delayUs":1}' },
      { sha: third, subject: 'change 3: {"delayUs":2}' },
    ])
  })

  test('have a merge as one step', async () => {
    await using base = await temporaryFolder()
    const { repository, between } = await repositoryIn(base.path)
    repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~1')
    repository.write('side.txt', '')
    repository.git('add', '--all')
    repository.git('commit', '--quiet', '-m', 'on the side')
    repository.git('checkout', '--quiet', 'main')
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge the side', 'side')
    const subjects = (await between('HEAD~1', 'main')).map(({ subject }) => subject)
    assert.deepEqual(subjects, ['merge the side'])
  })

  test('are none from a commit to itself, or against the flow of time', async () => {
    await using base = await temporaryFolder()
    const { between } = await repositoryIn(base.path)
    await assert.rejects(between('HEAD', 'main'), /HEAD and main are the same commit/)
    await assert.rejects(between('main', 'HEAD~1'), {
      message: /HEAD~1 \(\w{8}\) does not descend from main/,
      suggestion: 'The older one comes first: swimbench bisect HEAD~1 main',
      exitCode: 2,
    })
  })

  test('are none where GOOD is on another branch', async () => {
    await using base = await temporaryFolder()
    const { repository, between } = await repositoryIn(base.path)
    repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~1')
    repository.commit({ delayUs: 9 })
    await assert.rejects(between('side', 'main'), { suggestion: /git merge-base side main/ })
  })
})
