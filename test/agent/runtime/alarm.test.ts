/** The alarm on the real clock: never early, once, and not after it was moved or taken off. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Alarm } from '../../../agent/runtime/alarm.ts'
import { monotonicClock } from '../../../agent/runtime/clock.ts'

const clock = monotonicClock()

test('it never rings early, at whatever fraction of a millisecond', async () => {
  for (const waitMs of [0, 0.05, 0.3, 0.999, 1.5, 2.2, 7.7]) {
    const dueMs = clock.nowMs() + waitMs
    await new Promise<void>((resolve) => new Alarm(clock, resolve).set(dueMs))
    assert.ok(dueMs <= clock.nowMs(), `${waitMs} ms`)
  }
})

test('a time that has passed rings, but not before the caller is done', async () => {
  let isDone = false
  const rung = new Promise<boolean>((resolve) => {
    new Alarm(clock, () => resolve(isDone)).set(clock.nowMs() - 5)
  })
  isDone = true
  assert.equal(await rung, true)
})

test('moved, it rings at the new time only', async () => {
  const rings: number[] = []
  const startMs = clock.nowMs()
  const second = Promise.withResolvers<void>()
  const alarm = new Alarm(clock, () => {
    rings.push(clock.nowMs() - startMs)
    second.resolve()
  })
  alarm.set(startMs + 2)
  alarm.set(startMs + 30)
  await second.promise
  assert.equal(rings.length, 1)
  assert.ok((rings[0] ?? 0) >= 30)
})

test('taken off, it stays silent', async () => {
  let rings = 0
  const alarm = new Alarm(clock, () => rings++)
  alarm.set(clock.nowMs() + 3)
  alarm.set(Number.POSITIVE_INFINITY)
  const later = clock.nowMs() + 20
  await new Promise<void>((resolve) => new Alarm(clock, resolve).set(later))
  assert.equal(rings, 0)
})
