/** The parts of OTLP/JSON that the harness looks into; everything else passes through untouched. */

export type OtlpValue = {
  readonly stringValue?: string
  readonly intValue?: number | string
  readonly doubleValue?: number
  readonly boolValue?: boolean
}

export type OtlpAttribute = { readonly key: string; readonly value: OtlpValue }

export type OtlpSpan = {
  /** Hex. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string | number
  readonly endTimeUnixNano: string | number
  readonly attributes?: readonly OtlpAttribute[]
  readonly status?: { readonly code?: number }
}

/** All spans of a trace request; undefined when it is none. */
export function spansOf(request: object): OtlpSpan[] | undefined {
  const { resourceSpans } = request as { readonly resourceSpans?: unknown }
  if (!Array.isArray(resourceSpans)) return undefined
  const found: OtlpSpan[] = []
  for (const resource of resourceSpans) {
    const scopes = listIn(resource, 'scopeSpans')
    if (scopes === undefined) return undefined
    for (const scope of scopes) {
      const spans = listIn(scope, 'spans')
      if (spans === undefined || !spans.every(isSpan)) return undefined
      for (const span of spans) found.push(span)
    }
  }
  return found
}

/** The list under `key`, empty when there is none; undefined when it is something else. */
function listIn(owner: unknown, key: string): unknown[] | undefined {
  if (typeof owner !== 'object' || owner === null) return undefined
  const list = (owner as Record<string, unknown>)[key] ?? []
  return Array.isArray(list) ? list : undefined
}

function isSpan(value: unknown): value is OtlpSpan {
  const span = value as Partial<OtlpSpan> | null
  return (
    typeof span?.traceId === 'string' &&
    typeof span.spanId === 'string' &&
    typeof span.name === 'string' &&
    isTime(span.startTimeUnixNano) &&
    isTime(span.endTimeUnixNano) &&
    (span.attributes === undefined || span.attributes.every?.((one) => Boolean(one?.value)))
  )
}

/** 64-bit numbers are strings in OTLP/JSON; some senders write numbers all the same. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
}

/** Attributes as plain values; lists and maps are left out. */
export function plainAttributes(
  attributes: readonly OtlpAttribute[] | undefined,
): Record<string, string | number | boolean> {
  const plain: Record<string, string | number | boolean> = {}
  for (const { key, value } of attributes ?? []) {
    const found =
      value.stringValue ??
      (value.intValue === undefined ? undefined : Number(value.intValue)) ??
      value.doubleValue ??
      value.boolValue
    if (found !== undefined) plain[key] = found
  }
  return plain
}
