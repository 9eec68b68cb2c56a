import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BusiestWindow, type MomentCall } from '../../../analysis/syscalls/busiest-moment.ts'

const call = (fake: Partial<MomentCall>): MomentCall => ({
  tid: 1,
  name: 'getpid',
  kind: 'other',
  startNs: 0,
  durationNs: 1000,
  isWait: false,
  text: '',
  ...fake,
})

function momentOf(calls: readonly MomentCall[]) {
  const window = new BusiestWindow()
  for (const one of calls) window.add(one)
  return window.moment(0, () => null)
}

describe('the busiest moment', () => {
  test('is the ten milliseconds in which the most calls ended', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 80 }),
        (millis) => {
          const ends = millis.toSorted((a, b) => a - b)
          const calls = ends.map((ms) => call({ startNs: ms * 1e6 }))
          const most = Math.max(
            ...ends.map((end) => ends.filter((ms) => end - 10 <= ms && ms <= end).length),
          )
          assert.equal(momentOf(calls)?.calls, most)
        },
      ),
    )
  })

  test('is found again long after, when its calls have left the ring', () => {
    const burst = Array.from({ length: 50 }, (_, index) => call({ startNs: 1e9 + index * 1e5 }))
    const quiet = Array.from({ length: 30_000 }, (_, index) => call({ startNs: 2e9 + index * 1e6 }))
    const moment = momentOf([...burst, ...quiet])
    assert.equal(moment?.calls, 50)
    assert.ok(Math.abs((moment?.atS ?? 0) - 1) < 0.001)
  })

  test('counts no waits, but shows them', () => {
    const wait = call({ name: 'epoll_wait', kind: 'wait', durationNs: 2e6, isWait: true })
    const moment = momentOf([wait, call({ startNs: 2e6 })])
    assert.deepEqual([moment?.calls, moment?.bars.length], [1, 2])
  })

  test('has an end, however many calls there are', () => {
    const calls = Array.from({ length: 20_000 }, (_, index) => call({ startNs: index * 10 }))
    const moment = momentOf(calls)
    assert.equal(moment?.bars.length, 400)
    assert.equal(moment?.left, 8192 - 400)
  })

  test('does not mix the files of a set whose times begin anew', () => {
    const one = Array.from({ length: 5 }, (_, index) =>
      call({ tid: 1, startNs: index * 1e6 + 1e9 }),
    )
    const other = one.map((each) => ({ ...each, tid: 2, startNs: each.startNs - 0.5e9 }))
    const moment = momentOf([...one, ...other])
    assert.deepEqual(moment?.threads, [{ tid: 1, name: null }])
  })

  test('is not there without calls', () => {
    assert.equal(momentOf([]), null)
  })
})
