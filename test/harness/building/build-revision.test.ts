import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildRevision } from '../../../harness/building/build-revision.ts'
import { resolveRevision } from '../../../harness/building/revision.ts'
import { UnmeasurableError } from '../../../harness/building/unmeasurable-error.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository, type TinySettings } from '../../support/tiny-repository.ts'

/** A repository with these commits, and a cache. */
async function workshop(...history: readonly TinySettings[]) {
  const base = await temporaryFolder()
  const repository = await TinyRepository.create(base.path)
  repository.commit(...history)
  const cache = join(base.path, 'cache')
  const notes: string[] = []
  return {
    base,
    repository,
    cache,
    notes,
    async build(ref: string | undefined, signal: AbortSignal = new AbortController().signal) {
      const revision = await resolveRevision(repository.path, ref)
      const note = (text: string) => notes.push(text)
      return buildRevision(repository.path, revision, { cache, signal, note })
    },
    [Symbol.asyncDispose]: () => base[Symbol.asyncDispose](),
  }
}

describe('a build', () => {
  test('is made of the commit and not of the working tree, with its own packages', async () => {
    await using shop = await workshop({ delayUs: 1 }, { delayUs: 2 })
    shop.repository.change({ delayUs: 3 })
    const { tree, program, revision } = await shop.build('HEAD~1')
    const settings = await readFile(join(tree, 'dist/agent/settings.json'), 'utf8')
    assert.deepEqual(JSON.parse(settings), { delayUs: 1 })
    assert.equal(program.file, process.execPath)
    assert.deepEqual(program.args, [join(tree, 'dist/agent/main.js')])
    assert.equal(program.commit, revision.commit)
    assert.match(shop.notes.join('\n'), /^Building HEAD~1 \(\w{8}\): change 1.*\nBuilt HEAD~1/)
    const log = await readFile(join(tree, '..', 'build.log'), 'utf8')
    assert.match(log, /^\$ npm ci --include=dev.*^\$ npm run build/ms)
  })

  test('is made once: after that it is there', async () => {
    await using shop = await workshop({})
    const first = await shop.build('main')
    shop.notes.length = 0
    assert.equal((await shop.build('HEAD')).tree, first.tree)
    assert.deepEqual(shop.notes, [])
  })

  test('that was cut off is made again', async () => {
    await using shop = await workshop({})
    const { tree } = await shop.build('main')
    await rm(join(tree, '..', 'build.json'))
    await writeFile(join(tree, 'dist/agent/main.js'), 'half of')
    await shop.build('main')
    assert.match(shop.notes.join('\n'), /Building main.*Building main/s)
    assert.doesNotMatch(await readFile(join(tree, 'dist/agent/main.js'), 'utf8'), /^half of/)
  })

  test('that was made with another Node is made again', async () => {
    await using shop = await workshop({})
    const { tree } = await shop.build('main')
    const path = join(tree, '..', 'build.json')
    const mark = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...mark, node: 'v1.0.0' }))
    await shop.build('main')
    assert.match(shop.notes.join('\n'), /Building main.*Building main/s)
  })

  test('whose folder somebody removed is made again', async () => {
    await using shop = await workshop({})
    const { tree } = await shop.build('main')
    await rm(shop.cache, { recursive: true })
    assert.equal((await shop.build('main')).tree, tree)
    assert.ok(existsSync(join(tree, 'dist/agent/main.js')))
  })

  test('of uncommitted changes has them', async () => {
    await using shop = await workshop({ delayUs: 1 })
    shop.repository.change({ delayUs: 4 })
    const { tree, revision } = await shop.build(undefined)
    const settings = await readFile(join(tree, 'dist/agent/settings.json'), 'utf8')
    assert.deepEqual(JSON.parse(settings), { delayUs: 4 })
    assert.equal(revision.commit.dirty, true)
  })

  test('is asked for by two at once, and made by one of them', async () => {
    await using shop = await workshop({})
    const [one, other] = await Promise.all([shop.build('main'), shop.build('main')])
    assert.equal(one.tree, other.tree)
    assert.equal(shop.notes.filter((note) => note.startsWith('Building')).length, 1)
  })
})

describe('a commit that cannot be built', () => {
  test('is told with the last that was said and where the rest is, and leaves the log alone', async () => {
    await using shop = await workshop({ failsToBuild: true })
    await assert.rejects(shop.build('main'), (error) => {
      assert.ok(error instanceof UnmeasurableError)
      assert.match(error.message, /^main \(\w{8}\) does not build \(npm run: exit code 1\)/)
      assert.match(error.message, /Error: this does not build/)
      assert.match(error.suggestion ?? '', /build\.log$/)
      return true
    })
    const [sha = ''] = shop.repository.shas
    assert.deepEqual(await readdir(join(shop.cache, sha)), ['build.log'])
    assert.equal(shop.repository.git('worktree', 'list').split('\n').length, 1)
  })

  test('because its lockfile does not fit is told so', async () => {
    await using shop = await workshop({})
    shop.repository.git('rm', '--quiet', 'package-lock.json')
    shop.repository.git('commit', '--quiet', '-m', 'no lockfile')
    await assert.rejects(
      shop.build('main'),
      /packages of main .* could not be installed \(npm ci: exit code/,
    )
  })

  test('because it is no package is told so', async () => {
    await using shop = await workshop({})
    shop.repository.git('rm', '--quiet', 'package.json')
    shop.repository.git('commit', '--quiet', '-m', 'no manifest')
    await assert.rejects(shop.build('main'), /main \(\w{8}\) has no package\.json/)
  })

  test('because its build makes no agent is told so', async () => {
    await using shop = await workshop({})
    shop.repository.write('build.js', '')
    await assert.rejects(
      shop.build(undefined),
      /builds no agent: it makes no dist\/agent\/main\.js/,
    )
  })

  test('because somebody pressed Ctrl-C leaves nothing behind', async () => {
    await using shop = await workshop({})
    shop.repository.write('build.js', 'setInterval(() => {}, 1000)')
    const interruption = new AbortController()
    const building = shop.build(undefined, interruption.signal)
    const deadline = performance.now() + 30_000
    while (shop.notes.length === 0 && performance.now() < deadline) {
      await sleep(50)
    }
    interruption.abort()
    await assert.rejects(building, /interrupted while building/)
    assert.equal(shop.repository.git('worktree', 'list').split('\n').length, 1)
  })
})

test('packages that were installed for the same files are copied, unless their installation runs scripts', async () => {
  await using shop = await workshop({ delayUs: 1 }, { delayUs: 2 })
  const stepsOf = async (tree: string) => {
    const log = await readFile(join(tree, '..', 'build.log'), 'utf8')
    return log.split('\n').filter((line) => line.startsWith('$ '))
  }
  const { tree } = await shop.build('HEAD~1')
  // npm makes no folder where there is nothing to install.
  await mkdir(join(tree, 'node_modules'), { recursive: true })
  await writeFile(join(tree, 'node_modules', 'a-package.js'), '')
  const copied = (await shop.build('HEAD')).tree
  assert.match((await stepsOf(copied)).join(), /^\$ cp -a \S+node_modules \S+,\$ npm run build$/)
  assert.ok(existsSync(join(copied, 'node_modules', 'a-package.js')))

  const scripts = { build: 'node build.js', prepare: 'node --version' }
  shop.repository.write('package.json', JSON.stringify({ name: 'tiny', version: '1.0.0', scripts }))
  await mkdir(join((await shop.build(undefined)).tree, 'node_modules'), { recursive: true })
  shop.repository.write('new.txt', '')
  assert.match((await stepsOf((await shop.build(undefined)).tree)).join(), /^\$ npm ci/)
})
