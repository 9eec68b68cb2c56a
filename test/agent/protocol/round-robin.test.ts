import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RoundRobin } from '../../../agent/protocol/round-robin.ts'
import { seededRandom } from '../../../agent/runtime/random.ts'

test('every member is probed exactly once a round', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), (seed, size) => {
      const order = new RoundRobin(seededRandom(seed, 0))
      const members = Array.from({ length: size }, (_, index) => `m${index}`)
      for (const member of members) order.add(member)
      for (let round = 0; round < 3; round++) {
        const probed = members.map(() => order.next())
        assert.deepEqual(probed.toSorted(), members.toSorted())
      }
    }),
  )
})

test('two probes of a target are never more than 2n − 1 apart', () => {
  const order = new RoundRobin(seededRandom(4, 0))
  const size = 10
  for (let index = 0; index < size; index++) order.add(`m${index}`)
  const last = new Map<string, number>()
  for (let at = 0; at < 5000; at++) {
    const target = order.next() ?? ''
    const before = last.get(target)
    if (before !== undefined) assert.ok(at - before <= 2 * size - 1)
    last.set(target, at)
  }
})

test('a newcomer is probed within the round that it came into, or the next', () => {
  const order = new RoundRobin(seededRandom(9, 0))
  for (let index = 0; index < 6; index++) order.add(`m${index}`)
  order.next()
  order.add('new')
  const probed = Array.from({ length: 13 }, () => order.next())
  assert.ok(probed.includes('new'))
})

test('whoever is removed is not probed again, and nobody loses a turn by it', () => {
  const order = new RoundRobin(seededRandom(2, 0))
  const members = ['a', 'b', 'c', 'd', 'e']
  for (const member of members) order.add(member)
  const first = [order.next(), order.next()]
  const gone = first[0] ?? ''
  order.remove(gone)
  const rest = [order.next(), order.next(), order.next()]
  assert.deepEqual([...first, ...rest].toSorted(), members)
})

test('an empty order has no next target', () => {
  assert.equal(new RoundRobin(Math.random).next(), undefined)
})
