import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  MESSAGE_BYTES_MAX_BARE,
  type MemberUpdate,
  type Message,
} from '../../../agent/protocol/message.ts'
import { clusterTag } from '../../../agent/wire/cluster.ts'
import { decodeMessage, encodeMessage } from '../../../agent/wire/codec.ts'
import { updateSizeBytes } from '../../../agent/wire/update-codec.ts'
import { address, member, message } from '../../support/arbitrary-messages.ts'

const CLUSTER = clusterTag('test')
const SELF = '127.0.0.1:9000'

function encoded(one: Message, self = SELF): Uint8Array {
  const buffer = new Uint8Array(65_507)
  return buffer.slice(0, encodeMessage(one, CLUSTER, buffer, self))
}

describe('a message', () => {
  test('survives the way there', () => {
    fc.assert(
      fc.property(message, address, (one, self) => {
        const decoded = decodeMessage(encoded(one, self), self, CLUSTER)
        assert.deepEqual(decoded, { ok: true, value: one })
      }),
    )
  })

  test('is nine bytes when it is a plain ping', () => {
    assert.equal(encoded({ kind: 'ping', sequence: 1, updates: [] }).length, 9)
  })

  test('is twenty-five bytes longer with a context', () => {
    const context = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), sampled: true }
    assert.equal(encoded({ kind: 'ping', sequence: 1, context, updates: [] }).length, 34)
  })

  test('is never larger than the protocol counts on', () => {
    fc.assert(
      fc.property(message, (one) => {
        const news = one.updates.reduce((sum, update) => sum + updateSizeBytes(update, SELF), 0)
        return encoded(one).length <= MESSAGE_BYTES_MAX_BARE + news
      }),
    )
  })

  test('has a pinned form on the wire, so that versions meet', () => {
    const updates: MemberUpdate[] = [
      { member: SELF, status: 'alive', incarnation: 2, metadata: 'm' },
      { member: '10.0.0.2:9001', status: 'suspect', incarnation: 0, by: '[::1]:9000' },
    ]
    const bytes = encoded({ kind: 'ack', sequence: 0x01020304, updates })
    assert.equal(
      Buffer.from(bytes).toString('hex'),
      `21${Buffer.from(bytes.subarray(1, 5)).toString('hex')}01020304` +
        '08000000020001' +
        '6d' +
        '950a0000022329' +
        '00000000' +
        '000000000000000000000000000000012328',
    )
    assert.equal(Buffer.from(bytes.subarray(1, 5)).toString('hex'), 'c46bf67b')
  })

  test('about its sender takes the address that it came from', () => {
    const bytes = encoded({
      kind: 'gossip',
      updates: [{ member: SELF, status: 'alive', incarnation: 1 }],
    })
    const decoded = decodeMessage(bytes, '10.9.8.7:1234', CLUSTER)
    assert.ok(decoded.ok)
    assert.equal(decoded.value.updates[0]?.member, '10.9.8.7:1234')
  })
})

describe('bytes that are no message', () => {
  test('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(typeof decodeMessage(bytes, SELF, CLUSTER).ok, 'boolean')
      }),
      { numRuns: 2000 },
    )
  })

  test('are told from a message when one byte is changed, or the end is missing', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, by) => {
        const bytes = encoded(one)
        const changed = bytes.slice()
        const index = at % bytes.length
        changed[index] = (changed[index] ?? 0) ^ by
        assert.equal(decodeMessage(changed, SELF, CLUSTER).ok, false)
        assert.equal(decodeMessage(bytes.subarray(0, index), SELF, CLUSTER).ok, false)
      }),
      { numRuns: 1000 },
    )
  })

  test('never throw nor read past the end with a check that is right', () => {
    fc.assert(
      fc.property(message, fc.uint8Array({ maxLength: 60 }), fc.nat(), (one, tail, cut) => {
        // A forged message: the body of a true one, cut and continued with junk, sealed anew.
        const body = [...encoded(one).subarray(9), ...tail]
        const bytes = sealed([...encoded(one).subarray(0, 9), ...body.slice(0, cut % 80)])
        const decoded = decodeMessage(bytes, SELF, CLUSTER)
        if (!decoded.ok) assert.ok(decoded.problem.offsetBytes <= bytes.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('of another cluster are refused', () => {
    const bytes = encoded({ kind: 'ping', sequence: 1, updates: [] })
    const decoded = decodeMessage(bytes, SELF, clusterTag('other'))
    assert.deepEqual(decoded, { ok: false, problem: { kind: 'wrong-check', offsetBytes: 1 } })
  })

  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['too short', Uint8Array.of(0x20, 1), 'too-short'],
    ['of another version', Uint8Array.of(0x40, 0, 0, 0, 0, 0, 0, 0, 0), 'wrong-version'],
    ['of an unknown kind', sealed([0x2f, 0, 0, 0, 0, 0, 0, 0, 0]), 'unknown-kind'],
    ['cut in the context', sealed([0x30, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]), 'truncated'],
    ['with a target of no form', sealed([0x23, 0, 0, 0, 0, 0, 0, 0, 0, 9]), 'bad-address'],
    [
      'with a member of no form',
      sealed([0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x30, 0, 0, 0, 0]),
      'bad-update',
    ],
  ]
  for (const [what, bytes, kind] of cases) {
    test(`${what} are named so`, () => {
      const decoded = decodeMessage(bytes, SELF, CLUSTER)
      assert.equal(decoded.ok ? 'ok' : decoded.problem.kind, kind)
    })
  }
})

/** What `updateSizeBytes` promises the protocol. */
test('the size of an update is what it takes on the wire', () => {
  fc.assert(
    fc.property(member, address, (update, self) => {
      const without = encoded({ kind: 'gossip', updates: [] }, self).length
      const withIt = encoded({ kind: 'gossip', updates: [update] }, self).length
      assert.equal(withIt - without, updateSizeBytes(update, self))
    }),
  )
})

/** Gives bytes the right check for `CLUSTER`. */
function sealed(bytes: readonly number[]): Uint8Array {
  const message = Uint8Array.from(bytes)
  let state = CLUSTER ^ (message[0] ?? 0)
  for (let at = 5; at < message.length; at++) {
    state = Math.imul(state ^ (message[at] ?? 0), 0x01000193)
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  new DataView(message.buffer).setUint32(1, (state ^ (state >>> 16)) >>> 0)
  return message
}
