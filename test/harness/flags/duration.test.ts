import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseDuration, writeDuration } from '../../../harness/flags/duration.ts'

describe('a duration', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['100µs', 0.1],
    ['100μs', 0.1],
    ['100us', 0.1],
    ['1ns', 0.000001],
    ['0', 0],
    ['0s', 0],
    [' 2s ', 2000],
    ['1h2m3s4ms5us6ns', 3_723_004.005006],
    ['1s1s', 2000],
  ]
  for (const [text, ms] of cases) {
    test(`${JSON.stringify(text)} is ${ms} ms`, () => {
      assert.deepEqual(parseDuration(text), { ok: true, ms })
    })
  }

  for (const text of ['', 's', '3x', 'abc', '1m 30s', '1,5s', '--5s', '1e3s', 'NaN', '3s!', '∞']) {
    test(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseDuration(text).ok, false)
    })
  }

  test('without a unit is refused with what was probably meant', () => {
    assert.deepEqual(parseDuration('30'), {
      ok: false,
      problem: '30 has no unit: write 30s or 30ms',
    })
  })

  test('cannot be negative', () => {
    assert.deepEqual(parseDuration('-3s'), { ok: false, problem: '-3s is negative' })
  })

  test('cannot be so long that nanoseconds get lost', () => {
    assert.deepEqual(parseDuration('2400h'), { ok: true, ms: 2400 * 3_600_000 })
    assert.deepEqual(parseDuration('99999h'), { ok: false, problem: '99999h is over 100 days' })
  })

  test('is written as Go writes it', () => {
    assert.deepEqual(
      [0, 0.000001, 0.1, 1.5, 500, 1000, 61_500, 3_600_000, 5_403_001].map(writeDuration),
      ['0s', '1ns', '100µs', '1.5ms', '500ms', '1s', '1m1.5s', '1h', '1h30m3.001s'],
    )
  })

  test('that is written and read again is the same, to the nanosecond up to eleven days', () => {
    const nanoseconds = fc.oneof(
      fc.integer({ min: 0, max: 2_000_000_000 }),
      fc.maxSafeNat().map((ns) => ns % (11 * 86_400 * 1e9)),
    )
    fc.assert(
      fc.property(nanoseconds, (ns) => {
        const parsed = parseDuration(writeDuration(ns / 1e6))
        assert.ok(parsed.ok, writeDuration(ns / 1e6))
        assert.equal(Math.round(parsed.ms * 1e6), ns)
      }),
    )
  })

  test('is the sum of its parts, in any order', () => {
    const part = fc.record({
      amount: fc.integer({ min: 0, max: 5000 }),
      unit: fc.constantFrom('ns', 'us', 'ms', 's', 'm'),
    })
    const nanoseconds = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 }
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const parsed = parseDuration(parts.map(({ amount, unit }) => `${amount}${unit}`).join(''))
        const total = parts.reduce((sum, { amount, unit }) => sum + amount * nanoseconds[unit], 0)
        assert.deepEqual(parsed, { ok: true, ms: total / 1e6 })
      }),
    )
  })

  test('is read from any text without an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseDuration(text).ok === 'boolean'))
  })
})
