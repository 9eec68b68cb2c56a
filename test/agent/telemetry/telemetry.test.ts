/** Spans and metrics over real HTTP: ids, parents, times and counts as an outside collector sees them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { nanoseconds } from '../../../agent/runtime/clock.ts'
import { ATTRIBUTES, SPAN_EVENTS, SPAN_NAMES } from '../../../agent/telemetry/attributes.ts'
import { plain, type ReceivedSpan } from '../../support/otlp-receiver.ts'
import { AGENT, ackedCycle, clock, telemetryBench } from '../../support/telemetry-bench.ts'

const CONTEXT = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  sampled: true,
}
const RELAY_SPAN = '00f067aa0ba902b7'

const durationNs = (span: ReceivedSpan) =>
  BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)

function only(spans: readonly ReceivedSpan[]): ReceivedSpan {
  const [span] = spans
  assert.ok(span !== undefined && spans.length === 1, `${spans.length} spans`)
  return span
}

/** What happened within a span, in nanoseconds from its start. */
function moments(span: ReceivedSpan): [name: string, sinceNs: number][] {
  const startNs = BigInt(span.startTimeUnixNano)
  return span.events.map(({ name, timeUnixNano }) => [name, Number(BigInt(timeUnixNano) - startNs)])
}

describe('a probe cycle', () => {
  test('is a trace with the ids that travelled and the exact times', async (t) => {
    const { telemetry, receiver } = await telemetryBench(t, { SWIMBENCH_COMMIT: 'abc123' })
    const event = ackedCycle(7, { context: CONTEXT })
    telemetry.record(AGENT, event)
    await telemetry.shutdown(5000)
    const root = only(receiver.named(SPAN_NAMES.probe))
    const ping = only(receiver.named(SPAN_NAMES.ping))
    assert.equal(root.traceId, CONTEXT.traceId)
    assert.ok(!root.parentSpanId)
    assert.equal(ping.traceId, CONTEXT.traceId)
    assert.equal(ping.spanId, CONTEXT.spanId)
    assert.equal(ping.parentSpanId, root.spanId)
    const rttNs = nanoseconds(event.ackMs ?? 0) - nanoseconds(event.sentMs)
    assert.equal(durationNs(ping), BigInt(rttNs))
    const attributes = plain(root.attributes)
    assert.equal(attributes[ATTRIBUTES.rtt], rttNs / 1e9)
    assert.equal(attributes[ATTRIBUTES.lag], 0.000125)
    assert.equal(attributes[ATTRIBUTES.monotonicNs], nanoseconds(event.intendedMs))
    assert.equal(attributes[ATTRIBUTES.agent], AGENT)
    assert.equal(attributes[ATTRIBUTES.peerAddress], '127.0.0.1')
    assert.equal(attributes[ATTRIBUTES.peerPort], 9001)
    assert.equal(attributes[ATTRIBUTES.outcome], 'acked')
    const startMs = Number(BigInt(root.startTimeUnixNano) / 1_000_000n)
    assert.ok(Math.abs(startMs - Date.now()) < 60_000)
    const [resource] = receiver.resources
    assert.equal(resource?.['service.name'], 'swimbench-agent')
    assert.equal(resource['service.version'], '1.2.3')
    assert.equal(resource['process.pid'], 4711)
    assert.equal(resource['vcs.ref.head.revision'], 'abc123')
    assert.deepEqual(telemetry.totals(), {
      spansStarted: 2,
      spansExported: 2,
      spansDropped: 0,
      eventsDropped: 0,
    })
  })

  test('that failed shows each relay, and its suspicion and late ack lead back to it', async (t) => {
    const { telemetry, receiver } = await telemetryBench(t)
    const nowMs = clock.nowMs()
    const { ackMs: _, ...unanswered } = ackedCycle(8, {
      intendedMs: nowMs - 1000,
      sentMs: nowMs - 999,
      endedMs: nowMs,
      outcome: 'timed-out',
      relays: [
        {
          relay: '127.0.0.1:9002',
          sentMs: nowMs - 500,
          answer: 'nack',
          answeredMs: nowMs - 100,
          spanId: RELAY_SPAN,
        },
        { relay: '127.0.0.1:9003', sentMs: nowMs - 500 },
      ],
    })
    telemetry.record(AGENT, unanswered)
    telemetry.record(AGENT, {
      kind: 'late-ack',
      cycle: 8,
      target: '127.0.0.1:9001',
      sentMs: nowMs - 999,
      ackMs: nowMs + 1,
    })
    telemetry.record(AGENT, {
      kind: 'suspicion',
      member: '127.0.0.1:9001',
      incarnation: 3,
      startedMs: nowMs,
      endedMs: nowMs + 20,
      outcome: 'refuted',
      accusers: [
        { by: AGENT, atMs: nowMs, evidence: 'probe', cycle: 8 },
        { by: '127.0.0.1:9002', atMs: nowMs + 5, evidence: 'gossip', context: CONTEXT },
      ],
    })
    await telemetry.shutdown(5000)
    const root = only(receiver.named(SPAN_NAMES.probe))
    const [nacked, silent] = receiver.named(SPAN_NAMES.pingReq)
    assert.equal(nacked?.spanId, RELAY_SPAN)
    assert.equal(plain(nacked.attributes)[ATTRIBUTES.relayAnswer], 'nack')
    assert.equal(plain(silent?.attributes ?? [])[ATTRIBUTES.relayAnswer], 'none')
    for (const span of [root, only(receiver.named(SPAN_NAMES.ping)), silent]) {
      assert.equal(span?.status.code, 2)
      assert.equal(plain(span.attributes)[ATTRIBUTES.errorType], 'timeout')
      assert.equal(span.traceId, root.traceId)
    }
    // The direct ping was given up when the relays were asked.
    assert.equal(durationNs(only(receiver.named(SPAN_NAMES.ping))) / 1_000_000n, 499n)
    const late = only(receiver.named(SPAN_NAMES.lateAck))
    assert.equal(late.traceId, root.traceId)
    assert.equal(plain(late.attributes)[ATTRIBUTES.rtt], 1)
    const suspicion = only(receiver.named(SPAN_NAMES.suspicion))
    assert.notEqual(suspicion.traceId, root.traceId)
    assert.deepEqual(
      suspicion.links.map(({ traceId, spanId }) => [traceId, spanId]),
      [
        [root.traceId, root.spanId],
        [CONTEXT.traceId, CONTEXT.spanId],
      ],
    )
  })
})

describe('how a datagram came in', () => {
  test('stands in the ping, for its ack', async (t) => {
    const { telemetry, receiver } = await telemetryBench(t)
    const event = ackedCycle(7)
    const { sentMs } = event
    const arrival = { kernelMs: sentMs + 0.1, awakeMs: sentMs + 0.15 }
    telemetry.record(AGENT, { ...event, arrival })
    telemetry.record(AGENT, ackedCycle(8))
    await telemetry.shutdown(5000)
    const [known, unknown] = receiver.named(SPAN_NAMES.ping)
    const fromSentNs = (ms: number) => nanoseconds(ms) - nanoseconds(sentMs)
    assert.deepEqual(known && moments(known), [
      [SPAN_EVENTS.kernelReceived, fromSentNs(arrival.kernelMs)],
      [SPAN_EVENTS.threadAwake, fromSentNs(arrival.awakeMs)],
    ])
    assert.deepEqual(unknown && moments(unknown), [])
    for (const root of receiver.named(SPAN_NAMES.probe)) assert.deepEqual(moments(root), [])
  })

  test('stands in the ack, for the ping it answers', async (t) => {
    const { telemetry, receiver } = await telemetryBench(t)
    const receivedMs = clock.nowMs()
    const event = {
      kind: 'answered',
      from: '127.0.0.1:9001',
      receivedMs,
      sentMs: receivedMs + 0.05,
      context: CONTEXT,
    } as const
    const arrival = { kernelMs: receivedMs - 0.25, awakeMs: receivedMs - 0.125 }
    telemetry.record(AGENT, { ...event, arrival })
    telemetry.record(AGENT, event)
    await telemetry.shutdown(5000)
    const [known, unknown] = receiver.named(SPAN_NAMES.ack)
    const toReceivedNs = (ms: number) => nanoseconds(ms) - nanoseconds(receivedMs)
    assert.deepEqual(known && moments(known), [
      [SPAN_EVENTS.kernelReceived, toReceivedNs(arrival.kernelMs)],
      [SPAN_EVENTS.threadAwake, toReceivedNs(arrival.awakeMs)],
    ])
    assert.deepEqual(unknown && moments(unknown), [])
  })
})

test('the answering side and the relay join the trace that travelled', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t)
  const receivedMs = clock.nowMs()
  const times = { receivedMs, sentMs: receivedMs + 0.05 }
  telemetry.record(AGENT, { kind: 'answered', from: '127.0.0.1:9001', ...times, context: CONTEXT })
  telemetry.record(AGENT, {
    kind: 'relayed',
    requester: '127.0.0.1:9001',
    target: '127.0.0.1:9002',
    ...times,
    ackMs: receivedMs + 0.3,
    endedMs: receivedMs + 0.3,
    context: CONTEXT,
  })
  // Whoever began this trace wants it not to be recorded.
  telemetry.record(AGENT, {
    kind: 'answered',
    from: '127.0.0.1:9001',
    ...times,
    context: { ...CONTEXT, sampled: false },
  })
  await telemetry.shutdown(5000)
  assert.deepEqual(receiver.spans.map(({ name }) => name).sort(), [
    SPAN_NAMES.ack,
    SPAN_NAMES.relay,
  ])
  for (const span of receiver.spans) {
    assert.equal(span.traceId, CONTEXT.traceId)
    assert.equal(span.parentSpanId, CONTEXT.spanId)
  }
  assert.equal(telemetry.totals().spansStarted, 2)
})

test('the standard variables name the service and the sampler', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t, {
    OTEL_SERVICE_NAME: 'mine',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=lab',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
  })
  for (let cycle = 0; cycle < 200; cycle++) telemetry.record(AGENT, ackedCycle(cycle))
  await telemetry.shutdown(5000)
  assert.equal(receiver.resources[0]?.['service.name'], 'mine')
  assert.equal(receiver.resources[0]['deployment.environment.name'], 'lab')
  const roots = receiver.named(SPAN_NAMES.probe).length
  assert.ok(50 < roots && roots < 150, `${roots} of 200`)
  assert.equal(receiver.named(SPAN_NAMES.ping).length, roots)
})

test('metrics tell RTT in fine buckets, traffic, members and what was dropped', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t)
  telemetry.observe(AGENT, {
    members: { alive: 3, suspect: 1, dead: 0, left: 0 },
    incarnation: 0,
    localHealth: 2,
    probesInFlight: 0,
    newsQueued: 5,
    counters: {} as never,
    messages: {
      sent: { ping: { count: 11, bytes: 99 } },
      received: { ack: { count: 10, bytes: 90 } },
      malformed: {},
      sendErrors: {},
    },
  })
  telemetry.record(AGENT, ackedCycle(1))
  telemetry.droppedElsewhere(13)
  telemetry.delayed(0.125)
  telemetry.paused('protocol', ['minor', 0.5])
  await telemetry.shutdown(5000)
  const body = receiver.metrics.at(-1) ?? '{}'
  const metrics = metricsIn(body)
  const units = Object.fromEntries(metrics.map(({ name, unit }) => [name, unit]))
  assert.deepEqual(units, {
    'swim.probe.duration': 's',
    'swim.probe.lag': 's',
    'swim.messages': '{message}',
    'swim.io': 'By',
    'swim.members': '{member}',
    'swim.local_health': '1',
    'swim.dissemination.queue': '{update}',
    'swim.telemetry.dropped': '{item}',
    'swim.telemetry.delay': 's',
    'v8js.gc.duration': 's',
  })
  for (const { name, unit, exponentialHistogram } of metrics) {
    assert.equal(exponentialHistogram !== undefined, unit === 's', name)
  }
  assert.match(body, /"asInt":13\b|"asDouble":13\b/)
  assert.equal(telemetry.totals().eventsDropped, 13)
})

test('metrics tell what held the threads up, from before the SDK was loaded on', async (t) => {
  const { telemetry, receiver } = await telemetryBench(t)
  telemetry.delayed(0.25)
  telemetry.paused('protocol', ['minor', 0.5])
  telemetry.paused('protocol', ['minor', 1.5])
  // The telemetry thread was busy loading; what was there before comes with what is there now.
  while (telemetry.totals().spansStarted === 0) {
    telemetry.record(AGENT, ackedCycle(1))
    await nextTurn()
  }
  telemetry.delayed(500)
  telemetry.paused('telemetry', ['major', 8])
  await telemetry.shutdown(5000)
  const metrics = metricsIn(receiver.metrics.at(-1) ?? '{}')
  const points = (wanted: string) =>
    metrics
      .filter(({ name }) => name === wanted)
      .flatMap(({ exponentialHistogram }) => exponentialHistogram?.dataPoints ?? [])
      .map(({ count, sum, max, attributes }) => ({
        ...{ count: Number(count), sum, max },
        ...plain(attributes),
      }))
  assert.deepEqual(points('swim.telemetry.delay'), [{ count: 2, sum: 0.50025, max: 0.5 }])
  assert.deepEqual(points('v8js.gc.duration'), [
    { count: 2, sum: 0.002, max: 0.0015, 'thread.name': 'protocol', 'v8js.gc.type': 'minor' },
    { count: 1, sum: 0.008, max: 0.008, 'thread.name': 'telemetry', 'v8js.gc.type': 'major' },
  ])
})

type Metric = {
  readonly name: string
  readonly unit: string
  readonly exponentialHistogram?: {
    readonly dataPoints: readonly {
      readonly count: string | number
      readonly sum: number
      readonly max: number
      readonly attributes: ReceivedSpan['attributes']
    }[]
  }
}

function metricsIn(body: string): readonly Metric[] {
  return JSON.parse(body).resourceMetrics[0].scopeMetrics[0].metrics
}
