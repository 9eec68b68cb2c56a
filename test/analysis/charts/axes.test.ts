import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { log, logRange, timeAxis } from '../../../analysis/charts/axes.ts'

describe('a logarithmic range', () => {
  test('ends at ticks around the data', () => {
    const { min, max, ticks } = logRange([130e-6, 4e-3])
    assert.equal(min, log(100e-6))
    assert.equal(max, log(5e-3))
    assert.deepEqual(ticks, [100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3].map(log))
  })

  test('holds whatever it is given, with ticks enough to read it', () => {
    const sample = fc.double({ min: 1e-8, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const { min, max, ticks } = logRange(samples)
        for (const each of samples) assert.ok(min <= log(each) && log(each) <= max)
        assert.ok(ticks.length >= 2 && ticks.length <= 14, String(ticks.length))
      }),
    )
  })

  test('of nothing is some range all the same', () => {
    const { min, max } = logRange([Number.NaN])
    assert.ok(min < max)
  })
})

test('a time axis has ticks where people count, none beyond its ends', () => {
  const ticks = (toS: number) =>
    (timeAxis(0, toS)['axisLabel'] as { customValues: number[] }).customValues
  assert.deepEqual(ticks(30), [0, 5, 10, 15, 20, 25, 30])
  assert.deepEqual(ticks(160), [0, 30, 60, 90, 120, 150])
  assert.deepEqual(ticks(3600), [0, 600, 1200, 1800, 2400, 3000, 3600])
  assert.deepEqual(ticks(0.4), [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4])
})
