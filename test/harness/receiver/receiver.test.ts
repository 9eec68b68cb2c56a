import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Receiver, type ReceiverSinks } from '../../../harness/receiver/receiver.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

function traces(spans: number): string {
  const span = { traceId: '0af7', spanId: 'b7ad', name: 'swim.probe' }
  const times = { startTimeUnixNano: '1', endTimeUnixNano: '2' }
  return JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: Array(spans).fill({ ...span, ...times }) }] }],
  })
}

type Collected = AsyncDisposable & {
  readonly receiver: Receiver
  readonly traceLines: string[]
  readonly metricLines: string[]
  readonly post: (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ) => Promise<Response>
}

async function collect(some: Partial<ReceiverSinks> = {}): Promise<Collected> {
  const traceLines: string[] = []
  const metricLines: string[] = []
  const receiver = await Receiver.start({
    traces: async (line) => void traceLines.push(line),
    metrics: async (line) => void metricLines.push(line),
    ...some,
  })
  return {
    receiver,
    traceLines,
    metricLines,
    post: (path, body, headers = JSON_TYPE) =>
      fetch(`${receiver.endpoint}${path}`, { method: 'POST', body, headers }),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  }
}

describe('the receiver', () => {
  test('takes traces: one request is one line as it came', async () => {
    await using collected = await collect()
    const response = await collected.post('/v1/traces', traces(3))
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.deepEqual(await response.json(), {})
    assert.deepEqual(collected.traceLines, [traces(3)])
    assert.equal(collected.receiver.spansReceived, 3)
  })

  test('shows every span to who wants to see them', async () => {
    const names: string[] = []
    await using collected = await collect({ span: ({ name }) => names.push(name) })
    await collected.post('/v1/traces', traces(2))
    assert.deepEqual(names, ['swim.probe', 'swim.probe'])
  })

  test('takes metrics', async () => {
    await using collected = await collect()
    const response = await collected.post('/v1/metrics', '{"resourceMetrics":[]}')
    assert.equal(response.status, 200)
    assert.deepEqual(collected.metricLines, ['{"resourceMetrics":[]}'])
  })

  test('takes gzip', async () => {
    await using collected = await collect()
    const body = await promisify(gzip)(traces(5))
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' }
    const response = await collected.post('/v1/traces', new Uint8Array(body), headers)
    assert.equal(response.status, 200)
    assert.deepEqual(collected.traceLines, [traces(5)])
  })

  test('brings what is printed over several lines into one', async () => {
    await using collected = await collect()
    await collected.post('/v1/traces', JSON.stringify(JSON.parse(traces(1)), null, 2))
    assert.deepEqual(collected.traceLines, [traces(1)])
  })

  test('answers only when the line has been accepted', async () => {
    const accepted = Promise.withResolvers<void>()
    await using collected = await collect({ traces: () => accepted.promise })
    let isAnswered = false
    const answer = collected.post('/v1/traces', traces(1)).then((response) => {
      isAnswered = true
      return response
    })
    await collected.post('/v1/metrics', '{}')
    assert.equal(isAnswered, false)
    assert.equal(collected.receiver.spansReceived, 0)
    accepted.resolve()
    assert.equal((await answer).status, 200)
  })

  test('says that a line could not be written', async () => {
    await using collected = await collect({ traces: () => Promise.reject(new Error('disk full')) })
    const response = await collected.post('/v1/traces', traces(1))
    assert.equal(response.status, 500)
    assert.deepEqual(await response.json(), { code: 14, message: 'disk full' })
    assert.equal(collected.receiver.spansReceived, 0)
  })

  const refused: [string, string, string, Record<string, string>, number, RegExp][] = [
    ['what is no JSON', '/v1/traces', '{"resourceSpans":[', JSON_TYPE, 400, /not JSON/],
    ['an empty body', '/v1/traces', '', JSON_TYPE, 400, /not JSON/],
    ['JSON that is no object', '/v1/metrics', '[]', JSON_TYPE, 400, /not a JSON object/],
    ['JSON without spans', '/v1/traces', '{"a":1}', JSON_TYPE, 400, /resourceSpans/],
    [
      'what is no gzip',
      '/v1/traces',
      'x',
      { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
      400,
      /not gzip/,
    ],
    [
      'protobuf',
      '/v1/traces',
      'x',
      { 'Content-Type': 'application/x-protobuf' },
      415,
      /OTEL_EXPORTER_OTLP_PROTOCOL=http\/json/,
    ],
    [
      'other encodings',
      '/v1/traces',
      'x',
      { ...JSON_TYPE, 'Content-Encoding': 'br' },
      415,
      /content encoding br/,
    ],
    ['other paths', '/v1/logs', '{}', JSON_TYPE, 404, /\/v1\/traces and \/v1\/metrics/],
    ['too much', '/v1/traces', 'x'.repeat(33 * 1024 * 1024), JSON_TYPE, 413, /bytes/],
  ]
  for (const [what, path, body, headers, status, message] of refused) {
    test(`refuses ${what} with ${status} and the reason`, async () => {
      await using collected = await collect()
      const response = await collected.post(path, body, headers)
      assert.equal(response.status, status)
      const answer = (await response.json()) as { code: number; message: string }
      assert.equal(answer.code, 3)
      assert.match(answer.message, message)
      assert.deepEqual(collected.traceLines, [])
      assert.equal((await collected.post('/v1/traces', traces(1))).status, 200)
    })
  }

  test('refuses other methods', async () => {
    await using collected = await collect()
    assert.equal((await fetch(`${collected.receiver.endpoint}/v1/traces`)).status, 405)
  })

  test('refuses a small body that would unpack to a huge one', async () => {
    await using collected = await collect()
    const body = await promisify(gzip)(' '.repeat(200 * 1024 * 1024))
    const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' }
    const response = await collected.post('/v1/traces', new Uint8Array(body), headers)
    assert.equal(response.status, 400)
  })

  test('tells senders to wait while too much is waiting already', async () => {
    const accepted = Promise.withResolvers<void>()
    await using collected = await collect({ metrics: () => accepted.promise })
    const large = JSON.stringify({ text: 'x'.repeat(30 * 1024 * 1024) })
    const waiting = Array.from({ length: 6 }, () => collected.post('/v1/metrics', large))
    const first = await Promise.race(waiting)
    assert.equal(first.status, 503)
    assert.equal(first.headers.get('retry-after'), '1')
    accepted.resolve()
    const statuses = (await Promise.all(waiting)).map(({ status }) => status)
    assert.ok(statuses.includes(200))
    assert.equal((await collected.post('/v1/metrics', '{}')).status, 200)
  })
})
