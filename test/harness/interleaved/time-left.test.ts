import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TimeLeft } from '../../../harness/interleaved/time-left.ts'

test('the time left is guessed from the plan at first, and then from what runs took', () => {
  const time = new TimeLeft({ durationMs: 10_000, warmupMs: 2000, floor: false })
  const guess = time.of(2)
  assert.ok(guess > 24_000 && guess < 60_000)
  assert.ok(new TimeLeft({ durationMs: 10_000, warmupMs: 2000, floor: true }).of(2) > guess)
  time.took(15_000)
  time.took(17_000)
  assert.equal(time.of(3), 48_000)
  assert.equal(time.of(0), 0)
})
