/**
 * The part of the standard `OTEL_*` variables that has to be read here: whether to start at all, and
 * how to batch. The SDK reads the rest itself.
 */

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether anybody asked for telemetry. Without a word about an exporter none is started: the SDK
 * would hammer localhost:4318.
 */
export function isTelemetryWanted(environment: Environment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false
  return Object.entries(environment).some(
    ([name, value]) =>
      value !== undefined &&
      value !== '' &&
      (name.startsWith('OTEL_EXPORTER_') ||
        ((name === 'OTEL_TRACES_EXPORTER' || name === 'OTEL_METRICS_EXPORTER') &&
          value !== 'none')),
  )
}

export type BatchSettings = {
  readonly queueSizeMax: number
  readonly batchSizeMax: number
  readonly delayMs: number
  readonly timeoutMs: number
}

/** The standard's defaults, except for the queue, which is larger: agents can be fast. */
export function batchSettings(environment: Environment): BatchSettings {
  const queueSizeMax = positive(environment['OTEL_BSP_MAX_QUEUE_SIZE']) ?? 8192
  const batchSizeMax = positive(environment['OTEL_BSP_MAX_EXPORT_BATCH_SIZE']) ?? 512
  return {
    queueSizeMax,
    batchSizeMax: Math.min(batchSizeMax, queueSizeMax),
    delayMs: positive(environment['OTEL_BSP_SCHEDULE_DELAY']) ?? 5000,
    timeoutMs: positive(environment['OTEL_BSP_EXPORT_TIMEOUT']) ?? 30_000,
  }
}

export type TraceExporterChoice =
  | { readonly kind: 'otlp'; readonly protocol: 'http/json' | 'http/protobuf' | 'grpc' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsupported'; readonly problem: string }

/** `OTEL_TRACES_EXPORTER` and the OTLP protocol. */
export function traceExporterChoice(environment: Environment): TraceExporterChoice {
  const name = environment['OTEL_TRACES_EXPORTER']?.trim() || 'otlp'
  if (name === 'none') return { kind: 'none' }
  if (name !== 'otlp') {
    // `console` would write between the events on stdout.
    const problem = `OTEL_TRACES_EXPORTER=${name} is not supported: use otlp or none`
    return { kind: 'unsupported', problem }
  }
  const protocol =
    (
      environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ||
      environment['OTEL_EXPORTER_OTLP_PROTOCOL']
    )?.trim() || 'http/protobuf'
  if (protocol === 'http/json' || protocol === 'http/protobuf' || protocol === 'grpc') {
    return { kind: 'otlp', protocol }
  }
  const problem = `OTLP protocol ${protocol} is unknown: use http/json, http/protobuf or grpc`
  return { kind: 'unsupported', problem }
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text?.trim() || Number.NaN)
  return value > 0 ? value : undefined
}
