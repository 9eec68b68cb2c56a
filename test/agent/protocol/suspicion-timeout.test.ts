import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PRESETS } from '../../../agent/protocol/presets.ts'
import { suspicionTimeoutMs } from '../../../agent/protocol/suspicion-timeout.ts'

test('an unstretched suspicion lasts as configured, whoever confirms', () => {
  for (const confirmations of [0, 1, 5]) {
    assert.equal(suspicionTimeoutMs(PRESETS.default, 100, confirmations), 2000)
  }
})

test('a stretched suspicion begins at its maximum and ends at its minimum', () => {
  assert.equal(suspicionTimeoutMs(PRESETS.lan, 10, 0), 24_000)
  assert.equal(suspicionTimeoutMs(PRESETS.lan, 10, 2), 4000)
})

test('memberlist’s own examples of its formula hold (k = 3, 2 s to 30 s)', () => {
  const knobs = {
    suspicionMs: 2000,
    suspicionGrows: false,
    suspicionStretch: 15,
    confirmationCount: 3,
  }
  const secondsAfter = (confirmations: number): number =>
    Math.floor(suspicionTimeoutMs(knobs, 50, confirmations) / 1000)
  assert.deepEqual([0, 1, 2, 3].map(secondsAfter), [30, 16, 7, 2])
})

test('it grows with the logarithm of the cluster when told to', () => {
  assert.equal(suspicionTimeoutMs({ ...PRESETS.swim }, 5, 0), 3000)
  assert.equal(suspicionTimeoutMs({ ...PRESETS.swim }, 1000, 0), 9000)
})

test('where nobody could confirm, the minimum applies at once', () => {
  assert.equal(suspicionTimeoutMs(PRESETS.lan, 2, 0), 4000)
})

test('more confirmations never lengthen it, and it never falls below the minimum', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5000 }),
      fc.nat({ max: 20 }),
      (members, confirmations) => {
        const now = suspicionTimeoutMs(PRESETS.wan, members, confirmations)
        const next = suspicionTimeoutMs(PRESETS.wan, members, confirmations + 1)
        return next <= now && PRESETS.wan.suspicionMs <= next
      },
    ),
  )
})
