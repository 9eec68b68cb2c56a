import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  changeIntervalText,
  changeText,
  metricText,
  sizeText,
} from '../../../analysis/report/metric-text.ts'

describe('a value of a metric', () => {
  test('is written as its unit is', () => {
    const texts = [
      metricText('seconds', 84.2e-6),
      metricText('bytes', 64 * 1024 ** 2),
      metricText('share', 0.0031),
      metricText('count', 3),
      metricText('count', 1.5),
      metricText('per-second', 19.9),
      metricText('number', 0.002_62),
      metricText('number', 0),
      metricText('floors', 1.42),
      metricText('seconds', null),
    ]
    const expected = ['84.2 µs', '64.0 MiB', '0.31 %', '3', '1.50', '19.9 /s', '0.00262', '0.00']
    assert.deepEqual(texts, [...expected, '1.42 ×', '–'])
  })
})

describe('a change', () => {
  const ratio = { scale: 'ratio', unit: 'seconds' } as const

  test('is relative with its sign, and a multiple when it is large', () => {
    const texts = [0.123, -0.05, 0, 0.0001, 1.55, 12].map((change) => changeText(ratio, change))
    assert.deepEqual(texts, ['+12.3 %', '−5.0 %', '0.0 %', '0.0 %', '+155 %', '× 13.0'])
    assert.equal(sizeText(-0.05), '5.0 %')
    assert.equal(changeText(ratio, null), '–')
  })

  test('of what is compared by difference has the unit, and shares have points', () => {
    assert.equal(changeText({ scale: 'difference', unit: 'share' }, -0.012), '−1.20 pp')
    assert.equal(changeText({ scale: 'difference', unit: 'count' }, 2), '+2')
    assert.equal(changeText({ scale: 'difference', unit: 'seconds' }, 0.002), '+2.00 ms')
  })

  test('has an interval that names a shared unit once', () => {
    assert.equal(changeIntervalText(ratio, [-0.012, 0.034]), '−1.2 … +3.4 %')
    const counts = { scale: 'difference', unit: 'share' } as const
    assert.equal(changeIntervalText(counts, [-0.01, 0.02]), '−1.00 pp … +2.00 pp')
    assert.equal(changeIntervalText(ratio, null), '–')
  })
})
