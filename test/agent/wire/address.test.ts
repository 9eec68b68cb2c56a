import assert from 'node:assert/strict'
import { isIPv6 } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  addressBytes,
  addressFromBytes,
  formatAddress,
  parseAddress,
} from '../../../agent/wire/address.ts'
import { address } from '../../support/arbitrary-messages.ts'

describe('an address', () => {
  test('is the same text after bytes and back, and after parsing and formatting', () => {
    fc.assert(
      fc.property(address, (one) => {
        assert.equal(addressFromBytes(addressBytes(one) ?? new Uint8Array(6)), one)
        const parsed = parseAddress(one)
        assert.equal(formatAddress(parsed?.host ?? '', parsed?.port ?? 0), one)
      }),
    )
  })

  test('has one text form, that of RFC 5952', () => {
    const forms: readonly (readonly [string, string])[] = [
      ['2001:0db8:0:0:0:0:2:1', '2001:db8::2:1'],
      ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
      ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['0:0:0:0:0:0:0:1', '::1'],
      ['::', '::'],
      ['2001:DB8::A', '2001:db8::a'],
      ['::ffff:127.0.0.1', '::ffff:7f00:1'],
      ['fe80::', 'fe80::'],
    ]
    for (const [given, canonical] of forms) {
      assert.equal(formatAddress(given, 9000), `[${canonical}]:9000`)
    }
  })

  test('is read as strictly as the platform reads IPv6', () => {
    const group = fc.constantFrom('0', '1', 'ffff', '12345', 'g', '', '1.2.3.4')
    fc.assert(
      fc.property(fc.array(group, { maxLength: 9 }), (groups) => {
        const host = groups.join(':')
        assert.equal(parseAddress(`[${host}]:1`) !== undefined, isIPv6(host), host)
      }),
      { numRuns: 2000 },
    )
  })

  test('that is none is refused', () => {
    const none = ['', '127.0.0.1', 'localhost:9000', '127.0.0.1:', '127.0.0.1:70000', '1.2.3:4']
    for (const text of [
      ...none,
      '01.2.3.4:5',
      '::1:9000',
      '[::1]',
      '[127.0.0.1]:1',
      '1.2.3.4:-1',
    ]) {
      assert.equal(parseAddress(text), undefined, text)
    }
  })
})
