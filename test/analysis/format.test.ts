import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatInterval,
  formatNumber,
  formatPercent,
  plural,
} from '../../analysis/format.ts'

describe('a duration', () => {
  const cases: readonly [number | null, string][] = [
    [null, '–'],
    [Number.NaN, '–'],
    [0, '0 s'],
    [5e-9, '5.00 ns'],
    [84.2e-6, '84.2 µs'],
    [999.4e-6, '999 µs'],
    [999.96e-6, '1.00 ms'],
    [1.234e-3, '1.23 ms'],
    [0.9999, '1.00 s'],
    [59.94, '59.9 s'],
    [59.97, '1m 00s'],
    [92, '1m 32s'],
    [3661, '1h 01m'],
    [-0.002, '−2.00 ms'],
  ]
  for (const [seconds, text] of cases) {
    test(`of ${seconds} s is written "${text}"`, () => assert.equal(formatDuration(seconds), text))
  }

  test('loses its trailing zeros on axes', () => {
    assert.equal(formatDurationShort(20e-6), '20 µs')
    assert.equal(formatDurationShort(1.5e-3), '1.5 ms')
    assert.equal(formatDurationShort(100e-6), '100 µs')
    assert.equal(formatDurationShort(30), '30 s')
    assert.equal(formatDurationShort(120), '2m')
    assert.equal(formatDurationShort(90), '1m 30s')
    assert.equal(formatDurationShort(7200), '2h')
  })

  test('below a minute has three significant digits in whatever unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 59, noNaN: true }), (seconds) => {
        const [digits = '', unit = ''] = formatDuration(seconds).split(' ')
        const scale = { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1 }[unit]
        assert.ok(scale !== undefined, unit)
        assert.equal(digits.replace('.', '').length, 3)
        assert.ok(Math.abs(Number(digits) * scale - seconds) <= 0.0051 * seconds)
      }),
    )
  })
})

test('counts have their thousands apart', () => {
  assert.equal(formatCount(0), '0')
  assert.equal(formatCount(1234567), '1,234,567')
  assert.equal(formatCount(null), '–')
})

test('bytes are in binary units', () => {
  assert.equal(formatBytes(9), '9 B')
  assert.equal(formatBytes(1400), '1.37 KiB')
  assert.equal(formatBytes(1024 ** 2 - 1), '1.00 MiB')
  assert.equal(formatBytes(61.2 * 1024 ** 2), '61.2 MiB')
})

test('a percentage never claims a whole or a nothing that was not reached', () => {
  assert.equal(formatPercent(1), '100 %')
  assert.equal(formatPercent(0), '0 %')
  assert.equal(formatPercent(0.999999), '> 99.99 %')
  assert.equal(formatPercent(0.000001), '< 0.01 %')
  assert.equal(formatPercent(0.0031), '0.31 %')
  assert.equal(formatPercent(0.9997), '99.97 %')
})

test('plain numbers have three digits, large ones all of theirs', () => {
  assert.equal(formatNumber(0.067), '0.067')
  assert.equal(formatNumber(12.34), '12.3')
  assert.equal(formatNumber(4510), '4,510')
})

test('an interval says both of its ends', () => {
  assert.equal(formatInterval([81e-6, 90.44e-6]), '81.0 µs … 90.4 µs')
  assert.equal(formatInterval(null), '–')
})

test('nouns follow their numbers', () => {
  assert.equal(plural(1, 'agent'), '1 agent')
  assert.equal(plural(2000, 'crash', 'crashes'), '2,000 crashes')
})
