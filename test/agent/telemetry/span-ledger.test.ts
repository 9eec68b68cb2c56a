/** No span is lost without being counted, whatever the collector does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Telemetry } from '../../../agent/telemetry/telemetry.ts'
import { AGENT, ackedCycle, telemetryBench } from '../../support/telemetry-bench.ts'

/** Short, so that requests without an answer do not outlive the test for long. */
const IMPATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '200' }

function record(telemetry: Telemetry, cycles: number): void {
  for (let cycle = 0; cycle < cycles; cycle++) telemetry.record(AGENT, ackedCycle(cycle))
}

function assertBalanced(telemetry: Telemetry): void {
  const { spansStarted, spansExported, spansDropped } = telemetry.totals()
  assert.equal(spansStarted, spansExported + spansDropped)
}

test('a burst many times the size of the queue is exported whole', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t, { OTEL_BSP_MAX_QUEUE_SIZE: '1024' })
  record(telemetry, 20_000)
  await telemetry.shutdown(60_000)
  assert.deepEqual(telemetry.totals(), {
    spansStarted: 40_000,
    spansExported: 40_000,
    spansDropped: 0,
    eventsDropped: 0,
  })
  assert.equal(receiver.spans.length, 40_000)
  assert.equal(new Set(receiver.spans.map(({ spanId }) => spanId)).size, 40_000)
})

test('a collector that answers 500 leaves every span counted as dropped', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t)
  receiver.status = 500
  record(telemetry, 700)
  await telemetry.shutdown(10_000)
  assertBalanced(telemetry)
  assert.equal(telemetry.totals().spansStarted, 1400)
  assert.equal(telemetry.totals().spansDropped, 1400)
})

test('a collector that does not answer holds nothing up', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t, IMPATIENT)
  receiver.status = undefined
  record(telemetry, 10_000)
  const startMs = performance.now()
  await telemetry.shutdown(100)
  assert.ok(performance.now() - startMs < 3000)
  const { spansStarted, spansDropped, eventsDropped } = telemetry.totals()
  assertBalanced(telemetry)
  assert.equal(spansDropped, spansStarted)
  assert.equal(eventsDropped, 10_000 - spansStarted / 2)
})

test('more events than the queue before the SDK holds are counted', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t, IMPATIENT)
  receiver.status = undefined
  record(telemetry, 70_000)
  await telemetry.shutdown(100)
  assertBalanced(telemetry)
  assert.equal(telemetry.totals().eventsDropped + telemetry.totals().spansStarted / 2, 70_000)
})

test('what comes after the end is counted too', async (t) => {
  const { telemetry } = await telemetryBench(t)
  await telemetry.shutdown(5000)
  record(telemetry, 3)
  assert.equal(telemetry.totals().eventsDropped, 3)
})
