import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { benjaminiHochberg, holm } from '../../../analysis/comparison/multiplicity.ts'

/** The fifteen p values of Benjamini and Hochberg's example (1995, §4). */
const THROMBOLYSIS = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
  0.6528, 0.759, 1,
]
const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

const claimed = (adjusted: readonly number[]) => adjusted.filter((p) => p <= 0.05).length

describe('p values of several tests', () => {
  test('of the published example: Holm claims three, the false-discovery rate four', () => {
    assert.equal(claimed(holm(THROMBOLYSIS)), 3)
    assert.equal(claimed(benjaminiHochberg(THROMBOLYSIS)), 4)
    assert.ok(Math.abs((benjaminiHochberg(THROMBOLYSIS)[3] ?? 0) - 0.035625) < 1e-12)
  })

  test('are adjusted as R does it, whatever their order', () => {
    const close = (a: readonly number[], b: readonly number[]) =>
      a.forEach((value, index) => {
        assert.ok(Math.abs(value - (b[index] ?? 9)) < 1e-12)
      })
    close(holm([0.03, 0.01, 0.02]), [0.04, 0.03, 0.04])
    close(benjaminiHochberg([0.03, 0.005, 0.02, 0.9]), [0.04, 0.02, 0.04, 0.9])
  })

  test('never shrink, never pass 1, and keep their order', () => {
    for (const adjust of [holm, benjaminiHochberg]) {
      fc.assert(
        fc.property(ps, (raw) => {
          const adjusted = adjust(raw)
          raw.forEach((p, index) => {
            assert.ok((adjusted[index] ?? 0) >= p - 1e-15 && (adjusted[index] ?? 2) <= 1)
            raw.forEach((other, place) => {
              if (p < other) assert.ok((adjusted[index] ?? 0) <= (adjusted[place] ?? 0))
            })
          })
        }),
      )
    }
  })

  test('of one test stay what they are', () => {
    assert.deepEqual(holm([0.04]), [0.04])
    assert.deepEqual(benjaminiHochberg([0.04]), [0.04])
    assert.deepEqual([holm([]), benjaminiHochberg([])], [[], []])
  })
})
