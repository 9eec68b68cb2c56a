/** The kernel's form of an address says what our text says, both ways. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { loadLibc } from '../../../../agent/transport/linux/libc.ts'
import { Memory } from '../../../../agent/transport/linux/memory.ts'
import {
  SOCKET_ADDRESS_BYTES,
  SocketAddresses,
} from '../../../../agent/transport/linux/socket-address.ts'
import { addressBytes } from '../../../../agent/wire/address.ts'
import { address } from '../../../support/arbitrary-messages.ts'
import { FAST_PATH_MISSING } from '../../../support/linux-thread.ts'

function addresses(): SocketAddresses {
  const loaded = loadLibc()
  return new SocketAddresses(loaded.ok ? loaded.addressOf : () => 0)
}

/** As recvmmsg leaves it: at some offset, among other bytes. */
function received(bytes: Uint8Array, offset: number): Memory {
  const memory = new Memory(offset + SOCKET_ADDRESS_BYTES + 8, () => 0)
  memory.bytes.fill(0xa5)
  memory.bytes.set(bytes, offset)
  return memory
}

describe('a socket address', { skip: FAST_PATH_MISSING }, () => {
  test('of any address, received, is that address again', () => {
    const known = addresses()
    fc.assert(
      fc.property(address, fc.nat(8), (text, eights) => {
        const built = known.of(text)
        assert.ok(built !== undefined)
        const bytes = built.memory.bytes.subarray(0, built.sizeBytes)
        const memory = received(bytes, eights * 8)
        // Once when it is new, once when it is known.
        assert.equal(known.read(memory, eights * 8), text)
        assert.equal(known.read(memory, eights * 8), text)
      }),
      { numRuns: 2000 },
    )
  })

  test('is laid out as the kernel wants it', () => {
    fc.assert(
      fc.property(address, (text) => {
        const wire = addressBytes(text) ?? new Uint8Array()
        const { memory, sizeBytes } = addresses().of(text) ?? assert.fail(text)
        const isIpv4 = wire.length === 6
        assert.equal(sizeBytes, isIpv4 ? 16 : 28)
        // AF_INET and AF_INET6, in the machine's order; the port in the network's.
        assert.equal(memory.view.getUint16(0, true), isIpv4 ? 2 : 10)
        assert.deepEqual(memory.bytes.subarray(2, 4), wire.subarray(-2))
        const hostAt = isIpv4 ? 4 : 8
        const host = memory.bytes.subarray(hostAt, hostAt + wire.length - 2)
        assert.deepEqual(host, wire.subarray(0, -2))
        // Flow, scope and padding are zero.
        const named = 4 + wire.length - 2
        const others = memory.bytes.filter((byte) => byte !== 0).length
        assert.ok(others <= named)
      }),
    )
  })

  test('is built once', () => {
    const known = addresses()
    assert.equal(known.of('127.0.0.1:9000'), known.of('127.0.0.1:9000'))
  })

  test('of what is no numeric address does not exist', () => {
    for (const text of ['', 'localhost:9', '127.0.0.1', '[::1%lo]:9', '1.2.3.4:65536']) {
      assert.equal(addresses().of(text), undefined, text)
    }
  })

  test('of a link-local peer, or of another family, is no address of ours', () => {
    const known = addresses()
    const { memory, sizeBytes } = known.of('[fe80::1]:9000') ?? assert.fail()
    const bytes = memory.bytes.slice(0, sizeBytes)
    bytes[24] = 2
    assert.equal(known.read(received(bytes, 0), 0), '')
    assert.equal(known.read(received(new Uint8Array(28), 0), 0), '')
  })

  test('that was given out stays while thousands of others are', () => {
    const known = addresses()
    const first = known.of('127.0.0.1:9000')
    for (let number = 0; number < 16_400; number++) {
      known.of(`10.0.${number >> 8}.${number & 0xff}:9000`)
    }
    assert.equal(known.of('127.0.0.1:9000'), first)
  })

  test('of strangers from everywhere does not break what is known', () => {
    const known = addresses()
    const own = known.of('127.0.0.1:9000')?.memory.bytes ?? assert.fail()
    for (let number = 0; number < 40_000; number++) {
      const text = `10.${number >> 16}.${(number >> 8) & 0xff}.${number & 0xff}:9000`
      const { memory } = known.of(text) ?? assert.fail()
      assert.equal(known.read(memory, 0), text)
    }
    assert.equal(known.read(received(own, 0), 0), '127.0.0.1:9000')
    assert.deepEqual(known.of('127.0.0.1:9000')?.memory.bytes, own)
  })
})
