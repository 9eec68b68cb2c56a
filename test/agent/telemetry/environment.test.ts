/** The standard variables, as far as the agent reads them itself. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  batchSettings,
  isTelemetryWanted,
  traceExporterChoice,
} from '../../../agent/telemetry/environment.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

describe('telemetry is started', () => {
  test('only when somebody names an exporter', () => {
    assert.equal(isTelemetryWanted({}), false)
    assert.equal(isTelemetryWanted({ OTEL_SERVICE_NAME: 'x', OTEL_BSP_SCHEDULE_DELAY: '1' }), false)
    assert.equal(isTelemetryWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }), false)
    assert.equal(isTelemetryWanted(ENDPOINT), true)
    assert.equal(isTelemetryWanted({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c' }), true)
    assert.equal(isTelemetryWanted({ OTEL_METRICS_EXPORTER: 'prometheus' }), true)
    assert.equal(isTelemetryWanted({ OTEL_TRACES_EXPORTER: 'none' }), false)
  })

  test('never when the SDK is disabled', () => {
    assert.equal(isTelemetryWanted({ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }), false)
    assert.equal(isTelemetryWanted({ ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }), true)
  })
})

test('the exporter is OTLP over the protocol that is asked for', () => {
  assert.deepEqual(traceExporterChoice({}), { kind: 'otlp', protocol: 'http/protobuf' })
  const both = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
  }
  assert.deepEqual(traceExporterChoice(both), { kind: 'otlp', protocol: 'http/json' })
  assert.deepEqual(traceExporterChoice({ OTEL_TRACES_EXPORTER: 'none' }), { kind: 'none' })
})

test('what is not supported is said, not ignored', () => {
  const choice = traceExporterChoice({ OTEL_TRACES_EXPORTER: 'console' })
  assert.match(
    choice.kind === 'unsupported' ? choice.problem : choice.kind,
    /console.*otlp or none/,
  )
  const protocol = traceExporterChoice({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' })
  assert.equal(protocol.kind, 'unsupported')
})

test('batches follow OTEL_BSP_*, and a batch is never larger than the queue', () => {
  assert.deepEqual(
    batchSettings({ OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_SCHEDULE_DELAY: 'x' }),
    {
      queueSizeMax: 100,
      batchSizeMax: 100,
      delayMs: 5000,
      timeoutMs: 30_000,
    },
  )
})
