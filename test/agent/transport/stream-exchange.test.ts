/** One request, one answer; every way of not getting there ends as a reason. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { AddressBook } from '../../../agent/transport/address-book.ts'
import { frameOf } from '../../../agent/transport/frame.ts'
import { StreamExchange } from '../../../agent/transport/stream-exchange.ts'
import { RecordingReceiver } from '../../support/recording-receiver.ts'

type Side = {
  readonly streams: StreamExchange
  readonly told: RecordingReceiver
  readonly port: number
}

async function side(t: TestContext, deadlineMs = 5000): Promise<Side> {
  const told = new RecordingReceiver()
  // The exchange is told its port, as the transport does after binding datagrams.
  const port = await freePort()
  const addresses = new AddressBook()
  const streams = await StreamExchange.listen('127.0.0.1', port, { addresses, deadlineMs })
  streams.start(told)
  t.after(() => streams.close())
  return { streams, told, port }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function stranger(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

describe('an exchange', () => {
  test('carries a large state there and another back', async (t) => {
    const [a, b] = [await side(t), await side(t)]
    const request = new Uint8Array(1_000_000).fill(7)
    b.told.onRequest = (stream) => b.streams.reply(stream, Uint8Array.of(1, 2, 3))
    a.streams.exchange(`127.0.0.1:${b.port}`, request)
    const [asked] = await b.told.until('request')
    assert.equal(asked?.remoteHost, '127.0.0.1')
    assert.equal(Buffer.compare(asked.body, request), 0)
    const [answer] = await a.told.until('answer')
    assert.deepEqual(answer?.from, `127.0.0.1:${b.port}`)
    assert.deepEqual([...answer.body], [1, 2, 3])
  })

  test('with nobody there fails by code', async (t) => {
    const a = await side(t)
    a.streams.exchange(`127.0.0.1:${await freePort()}`, Uint8Array.of(1))
    const [failed] = await a.told.until('exchangeFailed')
    assert.equal(failed?.reason, 'ECONNREFUSED')
  })

  test('that is refused fails once, without an answer', async (t) => {
    const [a, b] = [await side(t), await side(t)]
    b.told.onRequest = (stream) => b.streams.refuse(stream)
    a.streams.exchange(`127.0.0.1:${b.port}`, Uint8Array.of(1))
    const failed = await a.told.until('exchangeFailed')
    assert.equal(failed.length, 1)
    assert.deepEqual(a.told.of('answer'), [])
  })

  test('with a silent peer ends at the deadline', async (t) => {
    const [a, b] = [await side(t, 50), await side(t)]
    a.streams.exchange(`127.0.0.1:${b.port}`, Uint8Array.of(1))
    const [failed] = await a.told.until('exchangeFailed')
    assert.equal(failed?.reason, 'deadline')
  })
})

describe('an inbound stream', () => {
  test('with a frame too long is closed and counted', async (t) => {
    const b = await side(t)
    const socket = await stranger(t, b.port)
    socket.write(Buffer.of(0xff, 0xff, 0xff, 0xff, 1, 2, 3))
    await once(socket, 'close')
    assert.deepEqual(b.told.told, [{ kind: 'streamMalformed', reason: 'frame-too-long' }])
  })

  test('that ends in the middle of its frame is counted', async (t) => {
    const b = await side(t)
    const socket = await stranger(t, b.port)
    socket.end(frameOf(new Uint8Array(100)).subarray(0, 50))
    const [malformed] = await b.told.until('streamMalformed')
    assert.equal(malformed?.reason, 'stream-truncated')
  })

  test('that says nothing is closed at the deadline', async (t) => {
    const b = await side(t, 50)
    const socket = await stranger(t, b.port)
    await once(socket, 'close')
    assert.deepEqual(b.told.told, [{ kind: 'streamMalformed', reason: 'stream-deadline' }])
  })

  test('beyond the two hundred and fifty-sixth is refused while the others live', async (t) => {
    const b = await side(t)
    for (let stream = 0; stream < 256; stream++) await stranger(t, b.port)
    const oneTooMany = await stranger(t, b.port)
    await once(oneTooMany, 'close')
    assert.deepEqual(b.told.told, [{ kind: 'streamMalformed', reason: 'too-many-streams' }])
  })
})
