/** `swimbench compare --measure` as a user runs it: two commits of a tiny project, built and measured in turns. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readMeasuredBlocks } from '../../harness/interleaved/measured-blocks.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { TINY_FLAGS, TinyRepository } from '../support/tiny-repository.ts'

describe('swimbench compare --measure', () => {
  test('builds a commit and the working tree, keeps its blocks when interrupted, and goes on to a verdict', async () => {
    await using base = await temporaryFolder()
    const repository = await TinyRepository.create(base.path)
    repository.commit({})
    repository.change({ delayUs: 8000 })
    const compare = (args: readonly string[], more?: Parameters<typeof cli>[1]) =>
      cli(
        [
          'compare',
          'main',
          '--measure',
          '--blocks',
          '6',
          '--primary',
          'rtt.p50',
          ...TINY_FLAGS,
        ].concat(['--out', base.path], args),
        {
          cwd: repository.path,
          environment: { XDG_CACHE_HOME: join(base.path, 'cache'), COLUMNS: '120' },
          ...more,
        },
      )
    let isTold = false
    const first = await compare([], {
      onOutput({ stderr }, kill) {
        if (isTold || !/^1\/6 /m.test(stderr)) return
        isTold = true
        kill('SIGINT')
      },
    })
    assert.equal(first.code, 130, first.stderr)
    const [id = ''] = (await readdir(join(base.path, 'results'))).filter((name) => /^\d/.test(name))
    assert.match(first.stderr, new RegExp(`--resume ${id}`))

    const second = await compare(['--resume', id, '--fail-on', 'regression'])
    assert.equal(second.code, 99, second.stderr)
    assert.match(second.stderr, /^6\/6 /m)
    assert.match(second.stdout, /regression/i)
    const measured = await readMeasuredBlocks(join(base.path, 'results', id))
    assert.equal(measured?.blocks.length, 6)
    assert.deepEqual([measured?.base.commit.dirty, measured?.candidate.commit.dirty], [false, true])
  })
})
