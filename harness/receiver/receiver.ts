/**
 * An OTLP/HTTP receiver for the agents of one run: JSON, plain or gzip, one request one line of the
 * capture. A request is answered only when its line has been accepted for writing, and what waits is
 * bounded, so that a slow disk slows the senders and never fills memory.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { messageOf } from '../errors.ts'
import { type OtlpSpan, spansOf } from './otlp.ts'

export type ReceiverSinks = {
  /** Appends one line; resolves when it has been accepted. */
  readonly traces: (line: string) => Promise<void>
  readonly metrics: (line: string) => Promise<void>
  /** Sees every span as it arrives. */
  readonly span?: (span: OtlpSpan) => void
}

const BODY_BYTES_MAX = 32 * 1024 * 1024
const WAITING_BYTES_MAX = 128 * 1024 * 1024
/** google.rpc codes, which OTLP answers carry in their body. */
const INVALID_ARGUMENT = 3
const UNAVAILABLE = 14

const unzip = promisify(gunzip)

/** A refusal, as an HTTP status and words. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Longer than agents wait between exports, or they would connect anew for each. */
export const KEEP_ALIVE_MS = 300_000

export class Receiver implements AsyncDisposable {
  spansReceived = 0
  metricsReceived = 0
  #server: Server
  #sinks: ReceiverSinks
  #waitingBytes = 0

  static async start(sinks: ReceiverSinks): Promise<Receiver> {
    const receiver = new Receiver(sinks)
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  private constructor(sinks: ReceiverSinks) {
    this.#sinks = sinks
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS
  }

  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let held = 0
    const hold = (bytes: number) => {
      held += bytes
      this.#waitingBytes += bytes
    }
    try {
      const write = this.#route(request)
      const body = await readBody(request, (bytes) => {
        hold(bytes)
        if (this.#waitingBytes > WAITING_BYTES_MAX) throw new Refusal(503, 'too much is waiting')
      })
      await write(body)
      answer(response, 200, {})
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500
      if (status === 503) response.setHeader('Retry-After', '1')
      const code = status >= 500 ? UNAVAILABLE : INVALID_ARGUMENT
      answer(response, status, { code, message: messageOf(error) })
    } finally {
      this.#waitingBytes -= held
    }
  }

  /** What is done with the body of this request; throws when it is not for us. */
  #route(request: IncomingMessage): (body: Buffer) => Promise<void> {
    const path = request.url?.split('?', 1)[0]
    if (path !== '/v1/traces' && path !== '/v1/metrics') {
      throw new Refusal(404, `nothing at ${path}; there are /v1/traces and /v1/metrics`)
    }
    if (request.method !== 'POST') throw new Refusal(405, 'only POST is understood')
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
    if (type !== 'application/json') {
      throw new Refusal(
        415,
        `${type ?? 'no content type'} is not understood; set OTEL_EXPORTER_OTLP_PROTOCOL=http/json`,
      )
    }
    const isTraces = path === '/v1/traces'
    return async (body) => {
      const text = await plainText(request, body)
      const value = parseObject(text)
      // One request is one line; a sender that prints prettily is brought to that form.
      const line = text.includes('\n') || text.includes('\r') ? JSON.stringify(value) : text
      if (!isTraces) {
        await this.#sinks.metrics(line)
        this.metricsReceived += 1
        return
      }
      const spans = spansOf(value)
      if (spans === undefined) throw new Refusal(400, 'resourceSpans is not a list of spans')
      await this.#sinks.traces(line)
      this.spansReceived += spans.length
      const { span: look } = this.#sinks
      if (look !== undefined) for (const span of spans) look(span)
    }
  }
}

async function readBody(
  request: IncomingMessage,
  onChunk: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving the loop must not tear down the connection that the refusal is to be sent on.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX) throw new Refusal(413, `a body may have ${BODY_BYTES_MAX} bytes`)
    onChunk(chunk.length)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function plainText(request: IncomingMessage, body: Buffer): Promise<string> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return body.toString('utf8')
  if (encoding !== 'gzip') throw new Refusal(415, `content encoding ${encoding} is not understood`)
  try {
    return (await unzip(body, { maxOutputLength: BODY_BYTES_MAX })).toString('utf8')
  } catch (error) {
    throw new Refusal(400, `the body is not gzip: ${messageOf(error)}`)
  }
}

function parseObject(text: string): object {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${messageOf(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'the body is not a JSON object')
  }
  return value
}

function answer(response: ServerResponse, status: number, body: object): void {
  // What is left of a body that was refused is not worth reading.
  if (status !== 200) response.setHeader('Connection', 'close')
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
