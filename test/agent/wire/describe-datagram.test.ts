import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Message } from '../../../agent/protocol/message.ts'
import { check, clusterTag, seedOf } from '../../../agent/wire/cluster.ts'
import { encodeMessage } from '../../../agent/wire/codec.ts'
import { datagramDescriber } from '../../../agent/wire/describe-datagram.ts'
import { message } from '../../support/arbitrary-messages.ts'

const SELF = '127.0.0.1:9000'

function datagram(one: Message, cluster = 'test'): Uint8Array {
  const buffer = new Uint8Array(65_507)
  return buffer.slice(0, encodeMessage(one, clusterTag(cluster), buffer, SELF))
}

const ping = (sequence: number): Message => ({ kind: 'ping', sequence, updates: [] })

describe('a datagram that somebody watched', () => {
  test('tells the seed of its cluster', () => {
    const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), u32, (bytes, seed) => {
        assert.equal(seedOf(check(bytes, 0, seed), bytes, 0), seed)
      }),
    )
  })

  test('of a known cluster is read at once, whatever it says', () => {
    fc.assert(
      fc.property(message, (one) => {
        const read = datagramDescriber(['other', 'test'])(datagram(one))
        assert.equal(read?.kind, one.kind)
        assert.equal(read?.sequence, 'sequence' in one ? one.sequence : undefined)
        assert.equal(read?.updates.length, one.updates.length)
      }),
    )
  })

  test('of an unknown cluster is read when another one of it was seen', () => {
    const read = datagramDescriber(['test'])
    assert.equal(read(datagram(ping(1), 'unheard of')), undefined)
    assert.equal(read(datagram(ping(2), 'unheard of'))?.text, 'ping #2')
    assert.equal(read(datagram(ping(3), 'another')), undefined)
  })

  test('reads as what it is', () => {
    const read = datagramDescriber(['test'])
    const updates = [{ member: '10.0.0.1:1', status: 'suspect', incarnation: 0, by: SELF }] as const
    const target = '10.0.0.2:9001'
    assert.equal(read(datagram(ping(42)))?.text, 'ping #42')
    assert.equal(
      read(datagram({ kind: 'ping-req', sequence: 7, target, updates }))?.text,
      'ping-req #7 for 10.0.0.2:9001, 1 news',
    )
    assert.equal(read(datagram({ kind: 'gossip', updates }))?.text, 'gossip, 1 news')
  })

  test('that the capture cut is read as far as it goes', () => {
    const member = { status: 'alive', incarnation: 1, metadata: 'm'.repeat(20) } as const
    const updates = [1, 2, 3].map((port) => ({ ...member, member: `10.0.0.1:${port}` }))
    const bytes = datagram({ kind: 'ack', sequence: 5, updates })
    const cut = bytes.subarray(0, 64)
    assert.equal(datagramDescriber(['test'])(cut, bytes.length)?.text, 'ack #5, at least 1 news')
    assert.equal(datagramDescriber([])(cut, bytes.length), undefined)
  })

  test('that is none of ours is nothing, and nothing throws', () => {
    const read = datagramDescriber(['test'])
    const pattern = Uint8Array.of(0x20, 1, 2, 3, 4, 0xff, 6, 7, 8)
    for (let time = 0; time < 3; time++) assert.equal(read(pattern), undefined)
    const bytes = fc
      .uint8Array({ maxLength: 100 })
      .map((one) => (one.length > 0 ? one.with(0, 0x20 | ((one[0] as number) & 0x1f)) : one))
    fc.assert(
      fc.property(bytes, (one) => read(one) === undefined),
      { numRuns: 20_000 },
    )
  })
})
