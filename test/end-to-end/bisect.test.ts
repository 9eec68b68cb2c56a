/** `swimbench bisect` as a user runs it, on the commits of a tiny project. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Bisection } from '../../analysis/index.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { TINY_FLAGS, TinyRepository } from '../support/tiny-repository.ts'

const slow = { delayUs: 8000 }

describe('swimbench bisect', () => {
  let base: Awaited<ReturnType<typeof temporaryFolder>>
  let repository: TinyRepository
  const bisect = (args: readonly string[], onOutput?: Parameters<typeof cli>[1]) =>
    cli(['bisect', ...args, ...TINY_FLAGS, '--out', base.path], {
      cwd: repository.path,
      environment: { XDG_CACHE_HOME: join(base.path, 'cache'), COLUMNS: '120' },
      ...onOutput,
    })

  before(async () => {
    base = await temporaryFolder()
    repository = await TinyRepository.create(base.path)
    repository.commit({}, slow)
  })
  after(() => base[Symbol.asyncDispose]())

  test('names the commit that made it slow, and tells of its progress on stderr', async () => {
    let isTold = false
    const args = ['HEAD~1', 'main', '--blocks', '6', '--seed', '5']
    const first = await bisect([...args, '--json'], {
      onOutput({ stderr }, kill) {
        if (isTold || !/^1\/6 /m.test(stderr)) return
        isTold = true
        kill('SIGINT')
      },
    })
    assert.equal(first.code, 130, first.stderr)
    const { id, outcome } = JSON.parse(first.stdout) as Bisection
    assert.equal(outcome, 'interrupted')
    assert.match(first.stderr, new RegExp(`to go on: --resume ${id}`))
    const { code, stdout, stderr } = await bisect([...args, '--resume', 'latest'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /^1 commit, of which 1 will be measured if all goes well/m)
    assert.match(stderr, /^block +first +base p50 +cand\. p50 +change/m)
    assert.match(stderr, /^6\/6 +/m)
    assert.match(
      stdout,
      /^Bisection {2}found\nrtt\.p50 · 1 commit from HEAD~1 \(\w{8}\) to main \(\w{8}\)/,
    )
    assert.match(stdout, /^\w{8} change 2: .*\nis the commit that moved rtt\.p50\. From/m)
    assert.match(stdout, /Confidence [>\d]/)
  })

  test('refuses what cannot be bisected, and says how it can', async () => {
    const swapped = await bisect(['main', 'HEAD~1'])
    assert.equal(swapped.code, 2)
    assert.match(swapped.stderr, /does not descend from main/)
    assert.match(swapped.stderr, /swimbench bisect HEAD~1 main/)
    const unknown = await bisect(['nothing', 'main'])
    assert.equal(unknown.code, 2)
    assert.match(unknown.stderr, /git knows no commit "nothing"/)
  })
})
