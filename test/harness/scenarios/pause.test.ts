import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pauseFor, pauseUntil } from '../../../harness/scenarios/pause.ts'

const never = new AbortController().signal
const nowNs = () => Number(process.hrtime.bigint())

test('a pause never ends early', async () => {
  for (let round = 0; round < 20; round++) {
    const endNs = nowNs() + 1_300_000
    await pauseUntil(endNs, never)
    assert.ok(nowNs() >= endNs)
  }
})

test('a moment that has passed is not waited for', async () => {
  await pauseUntil(nowNs() - 1e9, never)
  await pauseFor(-5, never)
})

test('an abort cuts a pause short, without an error', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 10)
  await pauseFor(3_600_000, controller.signal)
  await pauseUntil(nowNs() + 3.6e12, controller.signal)
})
