import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B, Bench, bare, SELF } from '../../support/bench.ts'

describe('metadata', () => {
  test('travels with the announcement, under a new incarnation when it changes', () => {
    const bench = new Bench({}, [B])
    bench.feed({ kind: 'set-metadata', metadata: 'zone=a' })
    bench.receive(B, { kind: 'ping', sequence: 1, ...bare })
    const news = bench.sends('ack')[0]?.message.updates.find(({ member }) => member === SELF)
    assert.deepEqual(news, { member: SELF, status: 'alive', incarnation: 1, metadata: 'zone=a' })
  })

  test('beyond 512 bytes is the caller’s bug', () => {
    const bench = new Bench()
    const metadata = 'é'.repeat(257)
    assert.throws(() => bench.feed({ kind: 'set-metadata', metadata }), /514 bytes/)
  })
})
