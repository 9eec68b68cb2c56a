/** Two transports on loopback: what one sends the other gets, and nothing throws. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { openNodeTransport } from '../../../agent/transport/node-transport.ts'
import { BindError, type Transport } from '../../../agent/transport/transport.ts'
import { RecordingReceiver } from '../../support/recording-receiver.ts'

type Side = {
  readonly transport: Transport
  readonly told: RecordingReceiver
  readonly address: string
}

async function side(t: TestContext, host = '127.0.0.1'): Promise<Side> {
  const told = new RecordingReceiver()
  const nowMs = () => performance.now()
  const transport = await openNodeTransport({ host, port: 0, datagramBytesMax: 1400, nowMs })
  transport.start(told)
  t.after(() => transport.close())
  const shown = host.includes(':') ? `[${host}]` : host
  return { transport, told, address: `${shown}:${transport.port}` }
}

function send(from: Side, text: string, to: string): void {
  const sizeBytes = Buffer.from(from.transport.buffer().buffer).write(text, 'latin1')
  from.transport.send(sizeBytes, to)
}

describe('datagrams', () => {
  for (const host of ['127.0.0.1', '::1']) {
    test(`over ${host} arrive with the address they came from and the time`, async (t) => {
      const [a, b] = [await side(t, host), await side(t, host)]
      const beforeMs = performance.now()
      send(a, 'hello', b.address)
      const [got] = await b.told.until('datagram')
      assert.equal(got?.text, 'hello')
      assert.equal(got.from, a.address)
      assert.ok(beforeMs <= got.atMs && got.atMs <= performance.now())
    })
  }

  test('sent in a burst keep their own bytes', async (t) => {
    const [a, b] = [await side(t), await side(t)]
    const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`)
    for (const text of texts) send(a, text, b.address)
    const got = await b.told.until('datagram', texts.length)
    assert.deepEqual(
      got.map(({ text }) => text),
      texts,
    )
  })

  test('that the system refuses are reported by code, and the next ones still go', async (t) => {
    const [a, b] = [await side(t), await side(t)]
    send(a, 'nobody may broadcast', '255.255.255.255:9')
    send(a, 'nobody listens on port 0', '127.0.0.1:0')
    send(a, 'this is no address', 'localhost:9')
    const failed = await a.told.until('sendFailed', 3)
    assert.deepEqual(failed.map(({ code }) => code).sort(), [
      'EACCES',
      'ERR_ADDRESS',
      'ERR_SOCKET_BAD_PORT',
    ])
    send(a, 'all is well', b.address)
    assert.equal((await b.told.until('datagram'))[0]?.text, 'all is well')
  })

  test('after closing go nowhere and do not throw', async (t) => {
    const [a, b] = [await side(t), await side(t)]
    await a.transport.close()
    send(a, 'too late', b.address)
    assert.deepEqual(a.told.told, [])
  })
})

describe('a port', () => {
  test('that is taken for datagrams is named in the error', async (t) => {
    const other = createSocket('udp4').bind(0, '127.0.0.1')
    t.after(() => other.close())
    await once(other, 'listening')
    await refusedAs('port-taken', /UDP port \d+ .*taken/, other.address().port)
  })

  test('that is taken for streams is named in the error, and the datagram port is given back', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await refusedAs('port-taken', /TCP port \d+ .*taken/, port)
    const again = createSocket('udp4').bind(port, '127.0.0.1')
    t.after(() => again.close())
    await once(again, 'listening')
  })

  test('on an address of another machine cannot be bound', async () => {
    await refusedAs('cannot-bind', /192\.0\.2\.1/, 0, '192.0.2.1')
  })
})

async function refusedAs(
  code: string,
  message: RegExp,
  port: number,
  host = '127.0.0.1',
): Promise<void> {
  const nowMs = () => performance.now()
  const opening = openNodeTransport({ host, port, datagramBytesMax: 1400, nowMs })
  await assert.rejects(opening, (error) => {
    assert.ok(error instanceof BindError)
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
}
