/** Telemetry as an agent process sets it up, reporting to a collector of the test's own. */
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { ProbeCycleEvent } from '../../agent/protocol/event.ts'
import { monotonicClock } from '../../agent/runtime/clock.ts'
import { openTelemetry, type Telemetry } from '../../agent/telemetry/telemetry.ts'
import { OtlpReceiver } from './otlp-receiver.ts'

export const AGENT = '127.0.0.1:9000'
export const clock = monotonicClock()

/** The SDK reads `process.env`; a test file is a process of its own. */
export async function telemetryBench(
  t: TestContext,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly telemetry: Telemetry; readonly receiver: OtlpReceiver }> {
  const receiver = await OtlpReceiver.start()
  t.after(() => receiver[Symbol.asyncDispose]())
  const given = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '20',
    ...variables,
  }
  Object.assign(process.env, given)
  t.after(() => {
    for (const name of Object.keys(given)) delete process.env[name]
  })
  const telemetry = openTelemetry({
    environment: process.env,
    clock,
    version: '1.2.3',
    processId: 4711,
    instanceId: randomUUID(),
    problem: (message) => {
      throw new Error(message)
    },
  })
  return { telemetry, receiver }
}

/** A probe cycle that began just now and was acked after 234.567 µs. */
export function ackedCycle(cycle: number, changes: Partial<ProbeCycleEvent> = {}): ProbeCycleEvent {
  const intendedMs = clock.nowMs()
  return {
    kind: 'probe-cycle',
    cycle,
    target: '127.0.0.1:9001',
    sequence: cycle + 100,
    intendedMs,
    sentMs: intendedMs + 0.125,
    ackMs: intendedMs + 0.125 + 0.234567,
    endedMs: intendedMs + 0.4,
    outcome: 'acked',
    localHealth: 0,
    relays: [],
    ...changes,
  }
}
