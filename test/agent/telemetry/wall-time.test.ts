/** Span times: near the wall clock, and exact among each other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { monotonicClock, nanoseconds } from '../../../agent/runtime/clock.ts'
import { WallTime } from '../../../agent/telemetry/wall-time.ts'

const clock = monotonicClock()
const wall = new WallTime(clock)

const total = ([seconds, ns]: readonly [number, number]) =>
  BigInt(seconds) * 1_000_000_000n + BigInt(ns)

test('now is now', () => {
  const [seconds, ns] = wall.at(nanoseconds(clock.nowMs()))
  assert.ok(Math.abs(seconds * 1000 + ns / 1e6 - Date.now()) < 1000)
})

test('differences are exact to the nanosecond, over days', () => {
  const nowNs = nanoseconds(clock.nowMs())
  const aroundNow = fc.integer({ min: -3 * 86_400, max: 3 * 86_400 })
  fc.assert(
    fc.property(
      aroundNow,
      fc.nat(999_999_999),
      fc.nat(2_000_000_000),
      (seconds, ns, durationNs) => {
        const startNs = nowNs + seconds * 1_000_000_000 + ns
        const [start, end] = [wall.at(startNs), wall.at(startNs + durationNs)]
        assert.equal(total(end) - total(start), BigInt(durationNs))
        for (const [, part] of [start, end]) {
          assert.ok(Number.isInteger(part) && 0 <= part && part < 1_000_000_000)
        }
      },
    ),
  )
})
