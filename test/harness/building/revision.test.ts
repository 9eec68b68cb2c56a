import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  describeRevision,
  resolveRevision,
  WORKING_TREE,
} from '../../../harness/building/revision.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository } from '../../support/tiny-repository.ts'

async function twoCommits(base: string): Promise<TinyRepository> {
  const repository = await TinyRepository.create(base)
  repository.commit({}, { delayUs: 5 })
  return repository
}

describe('a ref', () => {
  test('names a commit, and the branch where it is one', async () => {
    await using base = await temporaryFolder()
    const repository = await twoCommits(base.path)
    const [first = '', second = ''] = repository.shas
    const main = await resolveRevision(repository.path, 'main')
    assert.deepEqual(main.commit, { sha: second, dirty: false, ref: 'main' })
    assert.equal(main.checkout, second)
    assert.equal(main.subject, 'change 2: {"delayUs":5}')
    const parent = await resolveRevision(repository.path, 'HEAD~1')
    assert.deepEqual(parent.commit, { sha: first, dirty: false, ref: null })
    assert.equal(describeRevision(parent), `HEAD~1 (${first.slice(0, 8)})`)
    assert.equal(
      describeRevision(await resolveRevision(repository.path, first.slice(0, 7))),
      first.slice(0, 8),
    )
  })

  test('that names nothing, or would be taken for an option, is refused', async () => {
    await using base = await temporaryFolder()
    const repository = await twoCommits(base.path)
    for (const ref of ['no-such-branch', '--all', '-q', '', 'HEAD:agent.js']) {
      await assert.rejects(resolveRevision(repository.path, ref), /git knows no commit/, ref)
    }
  })
})

describe('the working tree', () => {
  test('without changes is its commit', async () => {
    await using base = await temporaryFolder()
    const repository = await twoCommits(base.path)
    const tree = await resolveRevision(repository.path, undefined)
    assert.deepEqual(tree, {
      ...(await resolveRevision(repository.path, 'HEAD')),
      name: WORKING_TREE,
    })
  })

  test('with changes, new files among them, is a commit over HEAD that no branch knows', async () => {
    await using base = await temporaryFolder()
    const repository = await twoCommits(base.path)
    repository.change({ delayUs: 7 })
    repository.write('new.txt', 'new')
    await mkdir(join(repository.path, 'dist'))
    repository.write('dist/ignored', '')
    const before = repository.git('status', '--porcelain')
    const { commit, checkout } = await resolveRevision(repository.path, undefined)
    assert.deepEqual(commit, { sha: repository.shas[1], dirty: true, ref: 'main' })
    assert.notEqual(checkout, repository.shas[1])
    assert.equal(repository.git('show', `${checkout}:settings.json`), '{"delayUs":7}')
    assert.equal(repository.git('show', `${checkout}:new.txt`), 'new')
    assert.equal(repository.git('rev-parse', `${checkout}^`), repository.shas[1])
    assert.doesNotMatch(repository.git('ls-tree', '--name-only', checkout), /dist/)
    assert.equal(repository.git('branch', '--contains', checkout), '')
    assert.equal(repository.git('status', '--porcelain'), before, 'its index was left alone')
  })

  test('has the same name for the same content, and another for another', async () => {
    await using base = await temporaryFolder()
    const repository = await twoCommits(base.path)
    const checkout = async (delayUs: number) => {
      repository.change({ delayUs })
      return (await resolveRevision(repository.path, WORKING_TREE)).checkout
    }
    const [one, other, again] = [await checkout(8), await checkout(9), await checkout(8)]
    assert.equal(one, again)
    assert.notEqual(one, other)
  })
})
