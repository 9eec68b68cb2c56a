import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { seededRandom } from '../../../agent/runtime/random.ts'
import {
  beyondChance,
  chanceOf,
  ERROR_RATE,
  type Exposure,
} from '../../../analysis/flamegraph/sampling-error.ts'

const SHARE: Exposure = { per: 'share', before: 1000, after: 2000 }

describe('a difference between counts of samples', () => {
  test('is as likely by chance as the test of two proportions says', () => {
    // 50 of 1000 and 130 of 2000: pooled share 0.06, standard error 0.009198, z 1.6308.
    assert.ok(Math.abs(chanceOf({ before: 50, after: 130 }, SHARE) - 0.10294) < 1e-4)
    // 50 in 10 s and 130 in 20 s: pooled rate 6, standard error 0.94868, z 1.5811.
    const rate: Exposure = { per: 'second', before: 10, after: 20 }
    assert.ok(Math.abs(chanceOf({ before: 50, after: 130 }, rate) - 0.11385) < 1e-4)
  })

  test('is no difference where shares are equal', () => {
    fc.assert(
      fc.property(fc.nat(1000), (count) => {
        const [real] = beyondChance([{ before: count, after: 2 * count }], SHARE)
        assert.equal(real, false)
      }),
    )
  })

  test('of a few samples is never called real', () => {
    assert.deepEqual(beyondChance([{ before: 9, after: 0 }], SHARE), [false])
  })

  test('is called real where it is large', () => {
    assert.deepEqual(
      beyondChance(
        [
          { before: 500, after: 400 },
          { before: 100, after: 201 },
          { before: 0, after: 900 },
        ],
        SHARE,
      ),
      [true, false, true],
    )
  })

  test('is asked of many functions without more false alarms for that', () => {
    const random = seededRandom(1, 0)
    const draw = (count: number, share: number) => {
      let hits = 0
      for (let sample = 0; sample < count; sample += 1) if (random() < share) hits += 1
      return hits
    }
    let alarms = 0
    const rounds = 200
    for (let round = 0; round < rounds; round += 1) {
      const counts = Array.from({ length: 20 }, () => ({
        before: draw(1000, 0.05),
        after: draw(2000, 0.05),
      }))
      if (beyondChance(counts, SHARE).includes(true)) alarms += 1
    }
    // Expected are at most 10 of 200; more than 20 would be chance once in a thousand.
    assert.ok(alarms <= 2 * ERROR_RATE * rounds, `${alarms} of ${rounds}`)
  })
})
