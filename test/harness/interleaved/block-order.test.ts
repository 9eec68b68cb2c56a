import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { planOrder } from '../../../harness/interleaved/block-order.ts'

const seeds = fc.nat({ max: 2 ** 32 - 1 })
const counts = fc.integer({ min: 0, max: 200 })

describe('the order of blocks', () => {
  test('lets both sides begin equally often, wherever it ends', () => {
    fc.assert(
      fc.property(seeds, counts, (seed, blocks) => {
        const order = planOrder(blocks, seed)
        assert.equal(order.length, blocks)
        let surplus = 0
        for (const first of order) {
          surplus += first === 'base' ? 1 : -1
          assert.ok(Math.abs(surplus) <= 1)
        }
      }),
    )
  })

  test('is the same for the same seed, and begins the same however many blocks there are', () => {
    fc.assert(
      fc.property(seeds, counts, counts, (seed, some, more) => {
        const [short, long] = [planOrder(some, seed), planOrder(some + more, seed)]
        assert.deepEqual(long.slice(0, some), short)
      }),
    )
  })

  test('is left to chance: about half of the pairs of blocks begin with the base', () => {
    let base = 0
    for (let seed = 0; seed < 1000; seed++) if (planOrder(2, seed)[0] === 'base') base += 1
    assert.ok(base > 400 && base < 600, `${base} of 1000`)
  })
})
