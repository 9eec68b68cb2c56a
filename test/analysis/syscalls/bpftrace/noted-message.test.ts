import assert from 'node:assert/strict'
import { isIPv6 } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressFromBytes } from '../../../../agent/wire/address.ts'
import { readMessage } from '../../../../analysis/syscalls/bpftrace/noted-message.ts'

function wordsOf(bytes: Uint8Array, count: number): string[] {
  const padded = Buffer.alloc(8 * count)
  padded.set(bytes)
  return Array.from({ length: count }, (_, at) => String(padded.readBigInt64LE(8 * at)))
}

function peerOf(family: number, port: number, address: readonly number[]): string {
  const head = [family, 0, port >> 8, port & 0xff]
  const socket = Uint8Array.from(
    family === 2 ? [...head, ...address] : [...head, 0, 0, 0, 0, ...address],
  )
  const words = [...wordsOf(socket, 3), ...wordsOf(Uint8Array.of(1, 2, 255), 16)]
  const message = readMessage({ index: 0, sizeBytes: 3, words }, '')
  assert.deepEqual(message.bytes, Uint8Array.of(1, 2, 255))
  return message.peer
}

test('the peer of a datagram reads as the agent writes addresses', () => {
  const u16 = fc.integer({ min: 0, max: 0xffff })
  const bytes = (count: number) =>
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), {
      minLength: count,
      maxLength: count,
    })
  fc.assert(
    fc.property(u16, bytes(4), (port, address) => {
      assert.equal(peerOf(2, port, address), `${address.join('.')}:${port}`)
    }),
  )
  fc.assert(
    fc.property(u16, bytes(16), (port, address) => {
      const peer = peerOf(10, port, address)
      assert.ok(isIPv6(peer.slice(1, peer.lastIndexOf(']'))))
      const ours = addressFromBytes(Uint8Array.of(...address, port >> 8, port & 0xff))
      if (!peer.includes('.')) assert.equal(peer, ours)
    }),
  )
  const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 1]
  assert.equal(peerOf(10, 9000, mapped), '[::ffff:127.0.0.1]:9000')
})

test('a socket of another kind has no peer, save where it is connected', () => {
  const words = [...wordsOf(Uint8Array.of(1, 0, 47), 3), ...wordsOf(Uint8Array.of(), 16)]
  assert.equal(readMessage({ index: 0, sizeBytes: 0, words }, '').peer, '')
  assert.equal(readMessage({ index: 0, sizeBytes: 0, words }, '10.0.0.1:1').peer, '10.0.0.1:1')
})
