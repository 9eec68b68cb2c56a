import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { closest, editDistance } from '../../../harness/command-line/closest.ts'

describe('the closest word', () => {
  const words = ['run', 'runs', 'report', 'cluster', 'visualize']

  test('is found for typing mistakes', () => {
    assert.equal(closest('rnu', words), 'run')
    assert.equal(closest('clutser', words), 'cluster')
    assert.equal(closest('visualise', words), 'visualize')
    assert.equal(closest('reports', words), 'report')
  })

  test('is none when nothing is near', () => {
    assert.equal(closest('benchmark', words), undefined)
    assert.equal(closest('', words), undefined)
    assert.equal(closest('zzz', []), undefined)
  })
})

describe('the edit distance', () => {
  test('counts insertions, deletions, replacements and swaps', () => {
    const pairs = [
      ['abc', 'abc'],
      ['abc', 'abdc'],
      ['abc', 'ab'],
      ['abc', 'axc'],
      ['abc', 'acb'],
      ['', 'abc'],
    ]
    assert.deepEqual(
      pairs.map(([from = '', to = '']) => editDistance(from, to)),
      [0, 1, 1, 1, 1, 3],
    )
  })

  test('is the same both ways, zero only for the same word, and no longer than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const distance = editDistance(one, other)
        assert.equal(distance, editDistance(other, one))
        assert.equal(distance === 0, one === other)
        assert.ok(distance <= Math.max(one.length, other.length))
      }),
    )
  })
})
