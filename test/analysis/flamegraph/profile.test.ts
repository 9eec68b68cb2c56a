import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { countSamples, totalsOf, waitingNodes } from '../../../analysis/flamegraph/profile.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

describe('a profile', () => {
  test('weighs as a whole what its stacks weigh by themselves', () => {
    fc.assert(
      fc.property(arbitraryProfile(), ({ threads }) => {
        for (const { tree } of threads) {
          const samples = tree.samples.reduce((sum, count) => sum + count, 0)
          assert.equal(totalsOf(tree, tree.samples)[0], samples)
          const self = tree.self.reduce((sum, weight) => sum + weight, 0)
          assert.ok(Math.abs((totalsOf(tree, tree.self)[0] ?? 0) - self) < 1e-9)
        }
      }),
    )
  })

  test('has each stack once, callers before what they call', () => {
    fc.assert(
      fc.property(arbitraryProfile(), ({ threads }) => {
        for (const { tree } of threads) {
          assert.ok(tree.parents.every((parent, node) => parent < node))
          const stacks = tree.frames.map((frame, node) => `${tree.parents[node]} ${frame}`)
          assert.equal(new Set(stacks).size, stacks.length)
        }
      }),
    )
  })

  test('counts samples where seconds are not known', () => {
    const [thread] = countSamples(profileFrom({ 'main;f': 3 })).threads
    assert.deepEqual(thread?.tree.self, [0, 3])
  })
})

test('what a waiting function calls is waiting, too', () => {
  const { threads, frames } = profileFrom(
    { 'main;run;wait@agent/transport/linux/epoll.ts;native': 5, 'main;run;native': 1 },
    { kind: 'wall' },
  )
  const tree = threads[0]?.tree
  assert.ok(tree !== undefined)
  const waiting = waitingNodes(tree, frames)
  assert.deepEqual(
    tree.samples.map((count, node) => (waiting[node] ? count : 0)),
    [0, 0, 0, 5, 0],
  )
})
