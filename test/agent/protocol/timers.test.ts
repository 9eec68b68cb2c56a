import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Timers } from '../../../agent/protocol/timers.ts'

test('timers fall due in order of time, whatever the order they were set in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (times) => {
      const timers = new Timers<number>()
      for (const atMs of times) timers.schedule(atMs, atMs)
      const fired: number[] = []
      for (;;) {
        const value = timers.takeDue(Number.MAX_SAFE_INTEGER)
        if (value === undefined) break
        fired.push(value)
      }
      assert.deepEqual(
        fired,
        times.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('cancelled timers neither fire nor count as next', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 50 }), fc.boolean())), (plan) => {
      const timers = new Timers<number>()
      const set = plan.map(([atMs, keep]) => ({ keep, atMs, timer: timers.schedule(atMs, atMs) }))
      for (const { keep, timer } of set) if (!keep) timers.cancel(timer)
      const kept = set.filter(({ keep }) => keep).map(({ atMs }) => atMs)
      assert.equal(timers.nextMs(), Math.min(...kept))
      let fired = 0
      while (timers.takeDue(50) !== undefined) fired++
      assert.equal(fired, kept.length)
    }),
  )
})

test('a timer is not due before its time', () => {
  const timers = new Timers<string>()
  timers.schedule(10, 'later')
  assert.equal(timers.takeDue(9.999), undefined)
  assert.equal(timers.takeDue(10), 'later')
})
