/** What was only made to warm up reaches nobody. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import { warmUpSpans } from '../../../agent/telemetry/warm-up.ts'
import { AGENT, ackedCycle, clock, telemetryBench } from '../../support/telemetry-bench.ts'

test('it exports nothing and counts nothing', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t)
  // Loads the SDK, which warms up; then once more by hand.
  telemetry.record(AGENT, ackedCycle(1))
  while (telemetry.totals().spansStarted === 0) await sleep(5)
  warmUpSpans(clock)
  await telemetry.shutdown(5000)
  assert.equal(telemetry.totals().spansStarted, 2)
  assert.equal(receiver.spans.length, 2)
})

test('it leaves nothing in the global places of the API', () => {
  const before = trace.getTracerProvider()
  warmUpSpans(clock)
  assert.equal(trace.getTracerProvider(), before)
  assert.equal(trace.getActiveSpan(), undefined)
})
