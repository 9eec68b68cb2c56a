/** What holds a thread up: sums of it, and every garbage collection that really happens. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { type GcPause, observeGarbageCollection, Pauses } from '../../../agent/runtime/pauses.ts'

describe('durations', () => {
  test('are counted, summed and maximised in whole nanoseconds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true })), (durationsMs) => {
        const pauses = new Pauses()
        for (const durationMs of durationsMs) pauses.add(durationMs)
        const { count, totalNs, maxNs } = pauses.totals()
        assert.equal(count, durationsMs.length)
        assert.ok(Number.isSafeInteger(totalNs) && Number.isSafeInteger(maxNs))
        const sumNs = durationsMs.reduce((sum, ms) => sum + ms, 0) * 1e6
        assert.ok(Math.abs(totalNs - sumNs) <= 1)
        assert.equal(maxNs, Math.round(Math.max(0, ...durationsMs) * 1e6))
      }),
    )
  })

  test('that there were none of are zero', () => {
    assert.deepEqual(new Pauses().totals(), { count: 0, totalNs: 0, maxNs: 0 })
  })
})

test('garbage collections are told by their type, with how long they took', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as NodeJS.GCFunction
  const told: GcPause[] = []
  observeGarbageCollection((pause) => told.push(pause))
  gc({ type: 'minor', execution: 'sync' })
  gc({ type: 'major', execution: 'sync' })
  const has = (wanted: string) => told.some(([type]) => type === wanted)
  while (!has('minor') || !has('major')) await nextTurn()
  assert.ok(told.every(([type, durationMs]) => type !== 'other' && durationMs > 0))
})
