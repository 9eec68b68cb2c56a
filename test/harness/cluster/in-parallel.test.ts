import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { inParallel } from '../../../harness/cluster/in-parallel.ts'

test('everything is done, so many at a time', async () => {
  let now = 0
  let most = 0
  const done: number[] = []
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    now += 1
    most = Math.max(most, now)
    await turn()
    now -= 1
    done.push(item)
  })
  assert.deepEqual(done, [1, 2, 3, 4, 5, 6, 7])
  assert.equal(most, 3)
})

test('after a failure nothing new is begun, and what was begun is waited for', async () => {
  const begun: number[] = []
  let isFinished = false
  const working = inParallel([1, 2, 3, 4], 2, async (item) => {
    begun.push(item)
    if (item === 1) throw new Error('the first')
    await turn()
    await turn()
    isFinished = true
  })
  await assert.rejects(working, /the first/)
  assert.deepEqual(begun, [1, 2])
  assert.equal(isFinished, true)
})
