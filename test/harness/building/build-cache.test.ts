import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  cacheFolder,
  evictBuilds,
  foldersOfBuild,
  listBuilds,
  lockCache,
  readMark,
  writeMark,
} from '../../../harness/building/build-cache.ts'
import { findProgram } from '../../../harness/tools/command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const NEVER = new AbortController().signal
const cannotLock = findProgram('flock') === undefined && findProgram('lockf') === undefined
const skip = cannotLock && process.env['CI'] === undefined ? 'apt-get install util-linux' : false

const mark = (number: number) => ({
  checkout: `commit-${number}`,
  repository: '/nowhere',
  installed: '',
  node: process.version,
  usedAt: new Date(1e12 + number * 1e6).toISOString(),
})

describe('the cache', () => {
  test('lies where XDG says, or in the home', () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: '/caches' }), '/caches/swimbench/builds')
    for (const unfit of [{}, { XDG_CACHE_HOME: '' }, { XDG_CACHE_HOME: 'relative' }]) {
      assert.match(cacheFolder(unfit), /^\/.*\/\.cache\/swimbench\/builds$/)
    }
  })

  test('knows its builds by their marks, the last used first, and takes nothing else for one', async () => {
    await using base = await temporaryFolder()
    for (const number of [2, 1, 3]) {
      await writeMark(foldersOfBuild(base.path, `commit-${number}`).folder, mark(number))
    }
    const { folder } = foldersOfBuild(base.path, 'half')
    await writeMark(folder, { ...mark(4), usedAt: 'yesterday' })
    assert.equal(await readMark(folder), undefined)
    const builds = await listBuilds(base.path)
    assert.deepEqual(
      builds.map(({ mark }) => mark.checkout),
      ['commit-3', 'commit-2', 'commit-1'],
    )
  })

  test('keeps eight builds and drops those that were not used for longest', async () => {
    await using base = await temporaryFolder()
    for (let number = 1; number <= 10; number++) {
      await writeMark(foldersOfBuild(base.path, `commit-${number}`).folder, mark(number))
    }
    await evictBuilds(base.path)
    const kept = (await listBuilds(base.path)).map(({ mark }) => mark.checkout)
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [8, 'commit-10', 'commit-3'])
    assert.ok(!existsSync(join(base.path, 'commit-1')))
  })
})

describe('the lock', { skip }, () => {
  test('keeps a second one waiting until the first lets go', async () => {
    await using base = await temporaryFolder()
    const events: string[] = []
    const { promise: isWaiting, resolve } = Promise.withResolvers<void>()
    const first = await lockCache(base.path, NEVER, () => events.push('the first waits'))
    const second = lockCache(base.path, NEVER, resolve).then(async (lock) => {
      events.push('second')
      await lock[Symbol.asyncDispose]()
    })
    await isWaiting
    events.push('first lets go')
    await first[Symbol.asyncDispose]()
    await second
    assert.deepEqual(events, ['first lets go', 'second'])
  })

  test('is not waited for any longer when somebody interrupts', async () => {
    await using base = await temporaryFolder()
    await using _first = await lockCache(base.path, NEVER, () => {})
    const interruption = new AbortController()
    await assert.rejects(
      lockCache(base.path, interruption.signal, () => interruption.abort()),
      { name: 'AbortError' },
    )
  })
})
