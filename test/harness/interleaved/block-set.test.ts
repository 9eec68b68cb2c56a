import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  type BlockSet,
  holdsBlocks,
  readBlockSet,
  writeBlockSet,
} from '../../../harness/interleaved/block-set.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const commit = { sha: 'a'.repeat(40), dirty: false, ref: null }
const revision = { name: 'main', commit, checkout: commit.sha, subject: 'a change' }
const SET: BlockSet = {
  schemaVersion: 1,
  id: '20261123-030925-compare-itzs',
  startedAt: '2026-11-23T03:09:25.000Z',
  seed: 5,
  planned: 10,
  base: revision,
  candidate: revision,
  options: { nodes: 4 },
  blocks: [
    {
      block: 1,
      first: 'base',
      base: 'block-01-base',
      candidate: 'block-01-candidate',
      problems: [],
    },
    {
      block: 2,
      first: 'candidate',
      base: null,
      candidate: 'block-02-candidate-2',
      problems: ['x'],
    },
  ],
}

describe('a set of blocks on disk', () => {
  test('reads back as it was written', async () => {
    await using base = await temporaryFolder()
    assert.equal(holdsBlocks(base.path), false)
    await writeBlockSet(base.path, SET)
    assert.equal(holdsBlocks(base.path), true)
    assert.deepEqual(await readBlockSet(base.path), SET)
  })

  test('may not be there', async () => {
    await using base = await temporaryFolder()
    assert.equal(await readBlockSet(base.path), undefined)
  })

  test('that is broken is one error which says where', async () => {
    await using base = await temporaryFolder()
    const path = join(base.path, 'blocks.json')
    await writeFile(path, JSON.stringify({ ...SET, planned: 0 }))
    await assert.rejects(readBlockSet(base.path), /blocks\.json does not hold blocks: .*planned/s)
    await writeFile(path, '{')
    await assert.rejects(readBlockSet(base.path), /blocks\.json does not hold blocks: .*JSON/s)
  })
})
