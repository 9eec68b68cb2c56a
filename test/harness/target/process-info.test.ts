import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import {
  descendantsOf,
  isOpenToUs,
  killProcess,
  readProcess,
  readThreads,
} from '../../../harness/target/process-info.ts'

/** A shell and its child, both asleep. */
async function family(t: TestContext) {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [child] = await once(createInterface({ input: parent.stdout }), 'line')
  t.after(() => parent.kill('SIGKILL'))
  t.after(() => {
    try {
      process.kill(Number(child), 'SIGKILL')
    } catch {
      // Gone with the test.
    }
  })
  return { parent, child: Number(child) }
}

describe('a process', () => {
  test('is told from its threads, which name it', () => {
    const self = readProcess(process.pid)
    assert.deepEqual([self?.pid, self?.isZombie], [process.pid, false])
    assert.equal(self?.uid, process.getuid?.())
    const threads = readThreads(process.pid)
    const other = threads.find(({ tid }) => tid !== process.pid)
    assert.deepEqual(readProcess(other?.tid ?? 0), self)
    assert.equal(isOpenToUs(process.pid), true)
  })

  test('that there is none of is nothing', () => {
    assert.equal(readProcess(2 ** 30), undefined)
    assert.deepEqual(readThreads(2 ** 30), [])
    assert.deepEqual(descendantsOf(2 ** 30), [])
    assert.equal(isOpenToUs(2 ** 30), false)
  })

  test('has descendants, and they can be ended', async (t) => {
    const { parent, child } = await family(t)
    const [found] = descendantsOf(parent.pid ?? 0)
    assert.equal(found?.pid, child)
    if (found !== undefined) killProcess(found)
    // The shell waits for its child.
    assert.equal((await once(parent, 'exit'))[0], 0)
    assert.equal(readProcess(child), undefined)
  })

  test('of a reused id is left alone', async (t) => {
    const { parent, child } = await family(t)
    const info = readProcess(child)
    assert.ok(info)
    killProcess({ ...info, startTicks: info.startTicks - 1 })
    assert.equal(readProcess(child)?.isZombie, false)
    assert.equal(parent.exitCode, null)
  })
})
