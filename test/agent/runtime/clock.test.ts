/** The clock is CLOCK_MONOTONIC itself, in every thread. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { hrtime } from 'node:process'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { monotonicClock, nanoseconds } from '../../../agent/runtime/clock.ts'

function assertBetween(atNs: number, beforeNs: bigint, afterNs: bigint): void {
  assert.ok(Number(beforeNs) - 50_000 <= atNs, `${atNs} is before ${beforeNs}`)
  assert.ok(atNs <= Number(afterNs) + 50_000, `${atNs} is after ${afterNs}`)
}

test('it agrees with the system clock to the microsecond', () => {
  const clock = monotonicClock()
  const beforeNs = hrtime.bigint()
  const atNs = nanoseconds(clock.nowMs())
  assertBetween(atNs, beforeNs, hrtime.bigint())
})

test('a worker reads the same time', async () => {
  const url = new URL('../../../agent/runtime/clock.ts', import.meta.url)
  const code = `
    import('${url}').then(({ monotonicClock }) => {
      require('node:worker_threads').parentPort.postMessage(monotonicClock().nowMs())
    })`
  const beforeNs = hrtime.bigint()
  const worker = new Worker(code, { eval: true })
  const [atMs] = await once(worker, 'message')
  await worker.terminate()
  assertBetween(nanoseconds(atMs), beforeNs, hrtime.bigint())
})

test('nanoseconds are whole', () => {
  assert.equal(nanoseconds(1234567.000001), 1234567000001)
  assert.ok(Number.isSafeInteger(nanoseconds(1e9 + 1 / 3)))
})
