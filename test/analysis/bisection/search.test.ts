import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Position, standing } from '../../../analysis/bisection/search.ts'

/** Walks as a bisection does, over positions whose truth is known. */
function walk(last: number, truth: (index: number) => Position) {
  const known = new Map<number, Position>()
  for (;;) {
    const { next, ...rest } = standing(last, known)
    if (next === undefined) return { ...rest, tried: known.size }
    assert.ok(!known.has(next) && next > 0 && next < last)
    known.set(next, truth(next))
  }
}

describe('the search', () => {
  test('has nothing to measure when one commit is all there is', () => {
    assert.deepEqual(standing(1, new Map()), { good: 0, bad: 1, next: undefined, stepsLeft: 0 })
  })

  test('begins in the middle and says how many commits are to come', () => {
    assert.deepEqual(standing(8, new Map()), { good: 0, bad: 8, next: 4, stepsLeft: 3 })
    assert.equal(standing(8, new Map([[4, 'bad']])).next, 2)
    assert.equal(standing(8, new Map([[4, 'good']])).next, 6)
  })

  test('walks around what cannot be decided, to its neighbour', () => {
    assert.equal(standing(8, new Map([[4, 'unknown']])).next, 3)
  })

  test('finds the step wherever it is, measuring no more than the logarithm', () => {
    const line = fc.integer({ min: 1, max: 300 })
    fc.assert(
      fc.property(line, fc.nat(), (last, anywhere) => {
        const step = 1 + (anywhere % last)
        const { good, bad, tried } = walk(last, (index) => (index >= step ? 'bad' : 'good'))
        assert.deepEqual([good, bad], [step - 1, step])
        assert.ok(tried <= Math.ceil(Math.log2(last)))
      }),
    )
  })

  test('narrows the step down to its undecidable neighbours', () => {
    const positions = fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 20 })
    fc.assert(
      fc.property(positions, fc.integer({ min: 1, max: 40 }), (unknown, step) => {
        const { good, bad } = walk(40, (index) => {
          if (unknown.includes(index)) return 'unknown'
          return index >= step ? 'bad' : 'good'
        })
        assert.ok(good < step && step <= bad)
        for (let index = good + 1; index < bad; index++) assert.ok(unknown.includes(index))
      }),
    )
  })

  test('ends at a step from good to bad on any line, also one that goes up and down', () => {
    const line = fc.array(fc.constantFrom<Position>('good', 'bad'), { maxLength: 60 })
    fc.assert(
      fc.property(line, (between) => {
        const truth: Position[] = ['good', ...between, 'bad']
        const { good, bad } = walk(truth.length - 1, (index) => truth[index] ?? 'unknown')
        assert.deepEqual([truth[good], truth[bad], bad - good], ['good', 'bad', 1])
      }),
    )
  })
})
