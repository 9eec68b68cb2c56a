import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { aboutRuns, type RecordedSubject, subjectOf } from '../../../harness/comparison/subject.ts'
import { storeSide } from '../../support/sample-comparison.ts'
import { makeRepository } from '../../support/stored-history.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function stored() {
  const folder = await temporaryFolder()
  const repository = join(folder.path, 'repository')
  await mkdir(repository)
  const { shas } = makeRepository(repository, 2)
  const [old = '', young = ''] = shas
  const commit = (sha: string, dirty = false) => ({ sha, dirty, ref: 'main' })
  await storeSide(folder.path, { name: 'old', commit: commit(old), runs: 2 })
  await storeSide(folder.path, { name: 'young', commit: commit(young), runs: 3 })
  await storeSide(folder.path, { name: 'dirty', commit: commit(young, true), runs: 1 })
  const resultsDir = join(folder.path, 'results')
  const idsOf = async (argument: string | undefined) => {
    const subject = await subjectOf(argument, { resultsDir, repository })
    assert.notEqual(subject.kind, 'plain')
    return (subject as RecordedSubject).runs.map(({ id }) => id)
  }
  return { folder, resultsDir, repository, young, idsOf }
}

describe('what is named to be compared', () => {
  test('may be a commit, whose own runs are found, without those of changes', async () => {
    const { folder, idsOf, young } = await stored()
    await using _ = folder
    assert.deepEqual(await idsOf('main'), ['young-0', 'young-1', 'young-2'])
    assert.deepEqual(await idsOf('main~1'), ['old-0', 'old-1'])
    assert.deepEqual(await idsOf(young.slice(0, 9)), ['young-0', 'young-1', 'young-2'])
  })

  test('is the working tree when it is not named: with its changes, or without', async () => {
    const { folder, idsOf, repository } = await stored()
    await using _ = folder
    assert.deepEqual(await idsOf(undefined), ['young-0', 'young-1', 'young-2'])
    await writeFile(join(repository, 'changed'), 'x')
    assert.deepEqual(await idsOf(undefined), ['dirty-0'])
  })

  test('may be runs: an id, its beginning, a path, a folder, a pattern', async () => {
    const { folder, idsOf, resultsDir } = await stored()
    await using _ = folder
    assert.deepEqual(await idsOf('old-1'), ['old-1'])
    assert.deepEqual(await idsOf('old-'), ['old-0', 'old-1'])
    assert.deepEqual(await idsOf(join(resultsDir, 'old-0', 'record.json')), ['old-0'])
    assert.deepEqual(await idsOf(join(resultsDir, '{old,dirty}-*')), ['dirty-0', 'old-0', 'old-1'])
    assert.equal((await idsOf(resultsDir)).length, 6)
    assert.deepEqual(await idsOf('latest'), ['young-2'])
  })

  test('may be samples of another tool', async () => {
    const { folder, resultsDir, repository } = await stored()
    await using _ = folder
    const path = join(folder.path, 'samples.txt')
    await writeFile(path, '1\n2\n')
    const subject = await subjectOf(`before=${path}`, { resultsDir, repository })
    assert.equal(subject.kind, 'plain')
    assert.equal(subject.label, 'before')
  })

  test('that is none of these is refused, with the way to name it', async () => {
    const { folder, idsOf } = await stored()
    await using _ = folder
    const path = join(folder.path, 'samples.txt')
    await writeFile(path, '1\n2\n')
    await assert.rejects(idsOf('nobody'), /nobody is neither recorded in .* nor a commit/)
    await assert.rejects(idsOf(path), {
      suggestion: `Numbers of another tool are named with a label: base=${path}`,
    })
    await assert.rejects(idsOf(join(folder.path, 'results', 'none-*')), /nothing matches/)
    await assert.rejects(idsOf(join(folder.path, 'repository')), /no record of a run in/)
  })

  test('is described by its commits', async () => {
    const { folder, resultsDir, repository } = await stored()
    await using _ = folder
    const subject = await subjectOf('old-', { resultsDir, repository })
    const { runs } = subject as RecordedSubject
    const sha = runs[0]?.record.commit?.sha.slice(0, 8)
    assert.equal(aboutRuns(runs), `2 runs of commit ${sha}`)
  })
})
