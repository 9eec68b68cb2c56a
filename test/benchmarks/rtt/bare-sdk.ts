/**
 * The OpenTelemetry SDK by itself, doing what an agent at a probe a second asks of it: the spans and the
 * histograms of some cycles at a time, exported as often as an agent exports. Runs until it is killed.
 */
import { setFlagsFromString } from 'node:v8'
import { metrics, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace'

const [, , exportMs = '', cycles = '', everyMs = ''] = process.argv
const PEER = { agent: '127.0.0.1:9000', host: '127.0.0.1', port: 9001, transport: 'udp' }

// As agents do.
setFlagsFromString('--memory-reducer-gc-count=0')

const sdk = new NodeSDK({
  spanProcessors: [
    new BatchSpanProcessor({
      exporter: new OTLPTraceExporter(),
      scheduledDelayMillis: Number(exportMs),
    }),
  ],
  logRecordProcessors: [],
  instrumentations: [],
  resourceDetectors: [],
})
sdk.start()
const tracer = trace.getTracer('bare')
const meter = metrics.getMeter('bare')
const [duration, lag] = ['duration', 'lag'].map((name) => meter.createHistogram(name))

setInterval(() => {
  for (let cycle = 0; cycle < Number(cycles); cycle++) {
    const attributes = { ...PEER, cycle, sequence: cycle, outcome: 'acked', rtt: 1e-4, lag: 1e-4 }
    const root = tracer.startSpan('probe', { kind: SpanKind.INTERNAL, attributes }, ROOT_CONTEXT)
    const context = trace.setSpan(ROOT_CONTEXT, root)
    tracer.startSpan('ping', { kind: SpanKind.CLIENT, attributes: { ...PEER } }, context).end()
    root.end()
    duration?.record(1e-4, { agent: PEER.agent, outcome: 'acked' })
    lag?.record(1e-4, { agent: PEER.agent })
  }
}, Number(everyMs))
