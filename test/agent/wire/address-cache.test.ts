import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressBytes } from '../../../agent/wire/address.ts'
import { bytesOf, ipv4Address } from '../../../agent/wire/address-cache.ts'

const ipv4 = fc
  .tuple(fc.ipV4(), fc.integer({ min: 0, max: 0xffff }))
  .map(([host, port]) => `${host}:${port}`)

test('what is remembered is what would be worked out', () => {
  fc.assert(
    fc.property(ipv4, (address) => {
      const bytes = addressBytes(address)
      assert.deepEqual(bytesOf(address), bytes)
      assert.deepEqual(bytesOf(address), bytes)
      const number = [...(bytes ?? [])].reduce((sum, byte) => sum * 256 + byte, 0)
      assert.equal(ipv4Address(number), address)
      assert.equal(ipv4Address(number), address)
    }),
  )
})

test('what is no address is no address the second time either', () => {
  assert.equal(bytesOf('localhost:1'), undefined)
  assert.equal(bytesOf('localhost:1'), undefined)
})

test('more addresses than are kept are all right', () => {
  for (let port = 0; port < 40_000; port++) {
    assert.equal(ipv4Address(0x7f00_0001 * 0x1_0000 + port), `127.0.0.1:${port}`)
  }
})
