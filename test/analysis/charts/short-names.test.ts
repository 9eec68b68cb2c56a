import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shortNames } from '../../../analysis/charts/short-names.ts'

describe('short names', () => {
  test('are ports where all members share a host', () => {
    const short = shortNames(['127.0.0.1:9000', '127.0.0.1:9001'])
    assert.equal(short('127.0.0.1:9001'), ':9001')
    assert.equal(short('10.0.0.1:9001'), '10.0.0.1:9001')
    assert.equal(shortNames(['[::1]:9000', '[::1]:9001'])('[::1]:9000'), ':9000')
  })

  test('are whole where hosts differ or names are no addresses', () => {
    assert.equal(shortNames(['10.0.0.1:1', '10.0.0.2:1'])('10.0.0.1:1'), '10.0.0.1:1')
    assert.equal(shortNames(['node-a', 'node-b'])('node-a'), 'node-a')
  })
})
