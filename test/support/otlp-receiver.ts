/** A collector for tests: a real HTTP server that keeps the OTLP/JSON it is sent and answers as told. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

type AnyValue = {
  readonly stringValue?: string
  readonly intValue?: number | string
  readonly doubleValue?: number
  readonly arrayValue?: { readonly values: readonly AnyValue[] }
}
type KeyValue = { readonly key: string; readonly value: AnyValue }

export type ReceivedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly KeyValue[]
  readonly status: { readonly code: number }
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
}

export class OtlpReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = []
  readonly resources: Readonly<Record<string, unknown>>[] = []
  /** Bodies posted to `/v1/metrics`, as they came. */
  readonly metrics: string[] = []
  /** What every request is answered with; undefined leaves them without an answer. */
  status: number | undefined = 200
  requests = 0
  readonly #server = createServer(async (request, response) => {
    // A client may go away in the middle; what it meant to send is of no interest then.
    const body = await text(request).catch(() => '')
    if (body === '') return
    this.requests++
    if (this.status === undefined) return
    if (this.status === 200) this.#keep(request.url ?? '', body)
    response.writeHead(this.status, { 'content-type': 'application/json' }).end('{}')
  })

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver()
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  named(name: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.name === name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #keep(path: string, body: string): void {
    if (path === '/v1/metrics') this.metrics.push(body)
    if (path !== '/v1/traces') return
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      this.resources.push(plain(resource.attributes))
      for (const { spans } of scopeSpans) this.spans.push(...spans)
    }
  }
}

export function plain(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]))
}

function plainValue(value: AnyValue): unknown {
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(plainValue)
  if (value.intValue !== undefined) return Number(value.intValue)
  return value.stringValue ?? value.doubleValue
}
