/** The clock of the fast path is the one that everything else reads. */
import assert from 'node:assert/strict'
import { hrtime } from 'node:process'
import { test } from 'node:test'
import { nanoseconds } from '../../../../agent/runtime/clock.ts'
import { FAST_PATH_MISSING, linuxThread } from '../../../support/linux-thread.ts'

test('it is CLOCK_MONOTONIC, and never goes backwards', { skip: FAST_PATH_MISSING }, () => {
  const { nowMs } = linuxThread()
  let lastNs = 0
  for (let round = 0; round < 1000; round++) {
    const beforeNs = Number(hrtime.bigint())
    const atNs = nanoseconds(nowMs())
    // A double of milliseconds is right to a few nanoseconds.
    assert.ok(atNs >= beforeNs - 100 && atNs <= Number(hrtime.bigint()) + 100)
    assert.ok(atNs >= lastNs)
    lastNs = atNs
  }
})
