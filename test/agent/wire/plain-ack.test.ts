/** The short way from a ping to its ack comes to what the codec says, and to nothing for anything else. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Message } from '../../../agent/protocol/message.ts'
import { decodeMessage, encodeMessage, HEADER_BYTES } from '../../../agent/wire/codec.ts'
import { writePlainAck } from '../../../agent/wire/plain-ack.ts'
import { message } from '../../support/arbitrary-messages.ts'

const SELF = '127.0.0.1:9000'
const PEER = '127.0.0.1:9001'
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })

function encoded(what: Message, cluster: number): Uint8Array {
  const buffer = new Uint8Array(65_536)
  return buffer.slice(0, encodeMessage(what, cluster, buffer, SELF))
}

/** The ack that was written; undefined when none was. */
function answer(bytes: Uint8Array, cluster: number): Uint8Array | undefined {
  const into = new Uint8Array(1400).fill(0xa5)
  return writePlainAck(bytes, cluster, into) ? into.slice(0, HEADER_BYTES) : undefined
}

describe('the plain answer', () => {
  test('to every plain ping of the cluster is the ack that the codec would have made', () => {
    fc.assert(
      fc.property(u32, u32, (cluster, sequence) => {
        const ping = encoded({ kind: 'ping', sequence, updates: [] }, cluster)
        const ack = encoded({ kind: 'ack', sequence, updates: [] }, cluster)
        assert.deepEqual(answer(ping, cluster), ack)
      }),
      { numRuns: 2000 },
    )
  })

  test('leaves the ping as it was, and writes nothing beyond the ack', () => {
    const ping = encoded({ kind: 'ping', sequence: 7, updates: [] }, 1)
    const before = ping.slice()
    const into = new Uint8Array(1400).fill(0xa5)
    assert.ok(writePlainAck(ping, 1, into))
    assert.deepEqual(ping, before)
    assert.ok(into.subarray(HEADER_BYTES).every((byte) => byte === 0xa5))
  })

  test('is given to no other message: another kind, a context, news', () => {
    fc.assert(
      fc.property(message, u32, (what, cluster) => {
        const isPlain =
          what.kind === 'ping' && what.context === undefined && what.updates.length === 0
        assert.equal(answer(encoded(what, cluster), cluster) !== undefined, isPlain)
      }),
      { numRuns: 1000 },
    )
  })

  test('is given to no ping that was damaged, in whichever bit, nor to one that was cut or grew', () => {
    fc.assert(
      fc.property(u32, u32, (cluster, sequence) => {
        const ping = encoded({ kind: 'ping', sequence, updates: [] }, cluster)
        for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
          const damaged = ping.slice()
          damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          assert.equal(answer(damaged, cluster), undefined, `bit ${bit}`)
        }
        for (let length = 0; length < HEADER_BYTES; length++) {
          assert.equal(answer(ping.subarray(0, length), cluster), undefined)
        }
        assert.equal(answer(Uint8Array.of(...ping, 0), cluster), undefined)
      }),
    )
  })

  test('is given to no ping of another cluster', () => {
    fc.assert(
      fc.property(u32, u32, u32, (cluster, other, sequence) => {
        fc.pre(cluster !== other)
        const ping = encoded({ kind: 'ping', sequence, updates: [] }, other)
        assert.equal(answer(ping, cluster), undefined)
      }),
    )
  })

  test('is given to whatever bytes exactly when the codec reads a plain ping', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: HEADER_BYTES, maxLength: HEADER_BYTES }),
      fc.uint8Array({ maxLength: 60 }),
    )
    fc.assert(
      fc.property(bytes, u32, (junk, cluster) => {
        const decoded = decodeMessage(junk, PEER, cluster)
        const isPing = decoded.ok && decoded.value.kind === 'ping' && junk.length === HEADER_BYTES
        assert.equal(answer(junk, cluster) !== undefined, isPing)
      }),
      { numRuns: 2000 },
    )
  })
})
