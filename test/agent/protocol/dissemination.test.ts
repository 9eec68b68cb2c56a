import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Dissemination } from '../../../agent/protocol/dissemination.ts'
import type { MemberUpdate } from '../../../agent/protocol/message.ts'

const alive = (member: string, incarnation = 0): MemberUpdate => ({
  member,
  status: 'alive',
  incarnation,
})
const suspect = (member: string, by: string): MemberUpdate => ({
  member,
  status: 'suspect',
  incarnation: 0,
  by,
})

describe('the dissemination queue', () => {
  test('sends the least-transmitted news first', () => {
    const queue = new Dissemination(() => 10)
    queue.add(alive('a'))
    queue.take(10, 5)
    queue.add(alive('b'))
    assert.deepEqual(queue.take(10, 5), [alive('b')])
  })

  test('sends each piece of news a bounded number of times and then forgets it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 10, max: 100 }),
        (members, transmitsMax, budgetBytes) => {
          const queue = new Dissemination(() => 10)
          for (const member of members) queue.add(alive(member))
          const sent = new Map<string, number>()
          for (let round = 0; 0 < queue.size; round++) {
            const updates = queue.take(budgetBytes, transmitsMax)
            assert.ok(updates.length * 10 <= budgetBytes)
            assert.equal(new Set(updates).size, updates.length)
            for (const { member } of updates) sent.set(member, (sent.get(member) ?? 0) + 1)
            assert.ok(round < 1000)
          }
          assert.ok(members.every((member) => sent.get(member) === transmitsMax))
        },
      ),
    )
  })

  test('replaces news about a member by what supersedes it', () => {
    const queue = new Dissemination(() => 10)
    queue.add(alive('a', 1))
    queue.add(alive('a', 2))
    assert.deepEqual(queue.take(100, 3), [alive('a', 2)])
    assert.equal(queue.size, 1)
  })

  test('keeps accusations by different members side by side', () => {
    const queue = new Dissemination(() => 10)
    queue.add(suspect('a', 'x'))
    queue.add(suspect('a', 'y'))
    assert.equal(queue.take(100, 3).length, 2)
    queue.add({ member: 'a', status: 'dead', incarnation: 0, by: 'x' })
    assert.equal(queue.size, 1)
  })

  test('passes over what does not fit, and keeps it for a roomier message', () => {
    const queue = new Dissemination((update) => (update.member === 'large' ? 90 : 10))
    queue.add(alive('small'))
    queue.add(alive('large'))
    assert.deepEqual(queue.take(50, 3), [alive('small')])
    assert.deepEqual(queue.take(95, 3), [alive('large')])
  })
})
