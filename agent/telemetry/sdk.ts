/**
 * The OpenTelemetry SDK, set up for an agent. Importing this file costs hundreds of milliseconds,
 * so it is imported once the agents run, and only when somebody asked for telemetry.
 */
import { context, DiagLogLevel, diag, metrics, propagation, trace } from '@opentelemetry/api'
import { defaultResource, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace'
import type { TelemetryTotals } from '../contract.ts'
import type { ProtocolEvent } from '../protocol/event.ts'
import type { Address } from '../protocol/message.ts'
import type { Clock } from '../runtime/clock.ts'
import { ATTRIBUTES, SERVICE_NAME } from './attributes.ts'
import {
  batchSettings,
  type Environment,
  type TraceExporterChoice,
  traceExporterChoice,
} from './environment.ts'
import { METRIC_VIEWS, Metrics } from './metrics.ts'
import { PrimedIds } from './primed-ids.ts'
import { AccountedProcessor, accountedExporter, SpanLedger } from './span-ledger.ts'
import { SpanRecorder } from './span-recorder.ts'
import { WallTime } from './wall-time.ts'

/** Spans one event can become: a probe cycle with 16 relays makes 18. */
const SPANS_PER_EVENT_MAX = 32
/** The OTLP exporter refuses more concurrent requests than 30; a flush sends all batches at once. */
const FLUSH_BATCHES_MAX = 16

export type SdkOptions = {
  readonly environment: Environment
  readonly clock: Clock
  readonly version: string
  readonly processId: number
  readonly instanceId: string
  /** For the metric of what was dropped. */
  readonly totals: () => TelemetryTotals
  /** There is room again: an export has ended. */
  readonly settled: () => void
  readonly problem: (message: string) => void
}

export interface RunningSdk {
  readonly ledger: SpanLedger
  readonly metrics: Metrics
  /** Whether an event's spans fit into the queue. */
  hasRoom(): boolean
  record(agent: Address, event: ProtocolEvent): void
  /** Exports all there is. Takes as long as the collector takes. */
  shutdown(): Promise<void>
}

export async function startSdk(options: SdkOptions): Promise<RunningSdk> {
  const { environment } = options
  const batch = batchSettings(environment)
  let waiter: (() => void) | undefined
  const ledger = new SpanLedger(() => {
    waiter?.()
    options.settled()
  })
  const nextSettled = (): Promise<void> =>
    new Promise((resolve) => {
      waiter = resolve
    })
  const ids = new PrimedIds()
  const exporter = await traceExporter(traceExporterChoice(environment), options.problem)
  const spanProcessors: SpanProcessor[] = []
  if (exporter !== undefined) {
    const inner = new BatchSpanProcessor({
      exporter: accountedExporter(exporter, ledger),
      maxQueueSize: batch.queueSizeMax,
      maxExportBatchSize: batch.batchSizeMax,
      scheduledDelayMillis: batch.delayMs,
      exportTimeoutMillis: batch.timeoutMs,
    })
    spanProcessors.push(new AccountedProcessor(inner, ledger, batch.queueSizeMax))
  }
  const commit = environment['SWIMBENCH_COMMIT']
  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({
        [ATTRIBUTES.serviceName]: SERVICE_NAME,
        [ATTRIBUTES.serviceVersion]: options.version,
        [ATTRIBUTES.serviceInstanceId]: options.instanceId,
        [ATTRIBUTES.processId]: options.processId,
        ...(commit === undefined ? {} : { [ATTRIBUTES.commit]: commit }),
      }),
    ),
    // Others put the whole command line into every export; who wants them names them.
    ...(environment['OTEL_NODE_RESOURCE_DETECTORS'] === undefined
      ? { resourceDetectors: [envDetector] }
      : {}),
    idGenerator: ids,
    spanProcessors,
    logRecordProcessors: [],
    instrumentations: [],
    views: METRIC_VIEWS,
  })
  logToStderr(environment['OTEL_LOG_LEVEL'])
  sdk.start()
  const tracer = trace.getTracer(SERVICE_NAME, options.version)
  const meter = metrics.getMeter(SERVICE_NAME, options.version)
  // Nobody else reports through this SDK: taken out of the API's global places, it can be had twice.
  for (const api of [trace, metrics, context, propagation]) api.disable()
  const recorder = new SpanRecorder(tracer, ids, new WallTime(options.clock))
  const instruments = new Metrics(meter, options.totals)
  const queueSizeFull = Math.max(1, batch.queueSizeMax - SPANS_PER_EVENT_MAX)
  return {
    ledger,
    metrics: instruments,
    hasRoom: () => ledger.waiting < queueSizeFull,
    record(agent, event) {
      if (event.kind === 'probe-cycle') instruments.probeCycle(agent, event)
      recorder.record(agent, event)
    },
    async shutdown() {
      while (ledger.waiting > FLUSH_BATCHES_MAX * batch.batchSizeMax) await nextSettled()
      // One failed batch ends the SDK's wait for the others, which are still under way.
      await sdk.shutdown().catch(() => {})
      while (ledger.queued > 0) await nextSettled()
    },
  }
}

async function traceExporter(
  choice: TraceExporterChoice,
  problem: (message: string) => void,
): Promise<SpanExporter | undefined> {
  if (choice.kind === 'unsupported') problem(choice.problem)
  if (choice.kind !== 'otlp') return undefined
  switch (choice.protocol) {
    case 'http/json':
      return new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter()
    case 'http/protobuf':
      return new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter()
    case 'grpc':
      return new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter()
  }
}

/** The SDK's own logger would write between the events on stdout. */
function logToStderr(level: string | undefined): void {
  if (level === undefined) return
  const log = (...words: unknown[]): void => console.error(...words)
  diag.setLogger(
    { error: log, warn: log, info: log, debug: log, verbose: log },
    {
      logLevel: LOG_LEVELS[level.trim().toLowerCase()] ?? DiagLogLevel.INFO,
      suppressOverrideMessage: true,
    },
  )
}

const LOG_LEVELS: Readonly<Record<string, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
}
