/** Addresses are canonical, and the same object the second time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AddressBook } from '../../../agent/transport/address-book.ts'

test('hosts and ports become canonical addresses', () => {
  const book = new AddressBook()
  assert.equal(book.address('127.0.0.1', 9000), '127.0.0.1:9000')
  assert.equal(book.address('::1', 9000), '[::1]:9000')
  assert.equal(book.address('127.0.0.1', 9001), '127.0.0.1:9001')
})

test('an address is taken apart once', () => {
  const book = new AddressBook()
  const endpoint = book.endpoint('[::1]:9000')
  assert.deepEqual(endpoint, { host: '::1', port: 9000, family: 6 })
  assert.equal(book.endpoint('[::1]:9000'), endpoint)
  assert.equal(book.endpoint('example.org:9000'), undefined)
})

test('strangers from everywhere do not break what is known', () => {
  const book = new AddressBook()
  for (let port = 1; port < 40_000; port++) book.address('10.0.0.1', port)
  assert.equal(book.address('10.0.0.1', 39_999), '10.0.0.1:39999')
  assert.equal(book.address('127.0.0.1', 9000), '127.0.0.1:9000')
})
