import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../../../agent/wire/address.ts'
import { clusterTag } from '../../../agent/wire/cluster.ts'
import { encodeMessage } from '../../../agent/wire/codec.ts'
import { decodeState, encodeState } from '../../../agent/wire/state-codec.ts'
import { address, member } from '../../support/arbitrary-messages.ts'

const CLUSTER = clusterTag('test')
const listening = address.filter((one) => parseAddress(one)?.port !== 0)

test('a state survives the way there, and says who sent it', () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 40 }), listening, (members, self) => {
      const host = parseAddress(self)?.host ?? ''
      const decoded = decodeState(encodeState(members, CLUSTER, self), host, CLUSTER)
      assert.deepEqual(decoded, { ok: true, value: { from: self, members } })
    }),
  )
})

test('a state never throws when it is damaged', () => {
  fc.assert(
    fc.property(fc.array(member), fc.uint8Array(), fc.nat(), (members, junk, at) => {
      const bytes = encodeState(members, CLUSTER, '127.0.0.1:9000')
      bytes.set(junk.subarray(0, bytes.length), 0)
      assert.equal(typeof decodeState(bytes.subarray(0, at), '127.0.0.1', CLUSTER).ok, 'boolean')
    }),
  )
})

test('a datagram is not taken for a state', () => {
  const buffer = new Uint8Array(100)
  const length = encodeMessage({ kind: 'ping', sequence: 9000, updates: [] }, CLUSTER, buffer, '')
  const decoded = decodeState(buffer.subarray(0, length), '127.0.0.1', CLUSTER)
  assert.equal(decoded.ok ? 'ok' : decoded.problem.kind, 'unknown-kind')
})
