/** Either transport on loopback: what one side sends the other gets, and nothing throws. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { describe, test } from 'node:test'
import { DGRAM, FFI, give, KINDS, nowMs, send, side } from '../../support/transport-sides.ts'

/** What the clocks of two readers may differ by. */
const CLOCK_ERROR_MS = 0.05

for (const kind of KINDS) {
  describe(`datagrams by ${kind.name}`, { skip: kind.skip }, () => {
    for (const host of ['127.0.0.1', '::1']) {
      test(`over ${host} arrive with the address they came from and the time`, async (t) => {
        const [a, b] = [await side(t, kind, host), await side(t, kind, host)]
        const beforeMs = nowMs() - CLOCK_ERROR_MS
        send(a, 'hello', b.address)
        const [got] = await b.told.until('datagram')
        assert.equal(got?.text, 'hello')
        assert.equal(got.from, a.address)
        assert.ok(beforeMs <= got.atMs && got.atMs <= nowMs() + CLOCK_ERROR_MS)
        const [sent] = a.told.of('sent')
        assert.ok(sent !== undefined && beforeMs <= sent.atMs && sent.atMs <= got.atMs)
      })
    }

    test('sent in a burst keep their own bytes', async (t) => {
      const [a, b] = [await side(t, kind), await side(t, kind)]
      const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`)
      for (const text of texts) give(a, text, b.address)
      a.transport.flush()
      const got = await b.told.until('datagram', texts.length)
      assert.deepEqual(
        got.map(({ text }) => text),
        texts,
      )
    })

    test('are of any length, from nothing to more than the transport itself sends', async (t) => {
      const b = await side(t, kind)
      const stranger = createSocket('udp4')
      t.after(() => stranger.close())
      const sizes = [0, 1, 9, 1400, 60_000, 65_507, 0, 9]
      for (const size of sizes) {
        stranger.send(Buffer.alloc(size, 'x'), b.transport.port, '127.0.0.1')
        await b.told.until('datagram', b.told.of('datagram').length + 1)
      }
      assert.deepEqual(
        b.told.of('datagram').map(({ text }) => text),
        sizes.map((size) => 'x'.repeat(size)),
      )
    })

    test('are answered while they are delivered, each to whom it came from', async (t) => {
      const [a, b, echo] = [await side(t, kind), await side(t, kind), await side(t, kind)]
      echo.told.onDatagram = (text, from) => send(echo, `${text} to you`, from)
      for (let round = 0; round < 20; round++) {
        give(a, `a ${round}`, echo.address)
        a.transport.flush()
        give(b, `b ${round}`, echo.address)
        b.transport.flush()
      }
      for (const [name, { told }] of Object.entries({ a, b })) {
        const got = await told.until('datagram', 20)
        assert.deepEqual(
          got.map(({ text }) => text),
          Array.from({ length: 20 }, (_, round) => `${name} ${round} to you`),
        )
      }
    })

    test('that the system refuses are reported by code, and the next ones still go', async (t) => {
      const [a, b] = [await side(t, kind), await side(t, kind)]
      give(a, 'nobody may broadcast', '255.255.255.255:9')
      give(a, 'nobody listens on port 0', '127.0.0.1:0')
      give(a, 'this is no address', 'localhost:9')
      give(a, 'all is well', b.address)
      a.transport.flush()
      const failed = await a.told.until('sendFailed', 3)
      assert.deepEqual(failed.map(({ code }) => code).sort(), [
        'EACCES',
        ...(kind === FFI ? ['EINVAL', 'ERR_ADDRESS'] : ['ERR_ADDRESS', 'ERR_SOCKET_BAD_PORT']),
      ])
      assert.equal((await b.told.until('datagram'))[0]?.text, 'all is well')
      send(a, 'and stays so', b.address)
      assert.equal((await b.told.until('datagram', 2))[1]?.text, 'and stays so')
      assert.equal(a.told.of('sendFailed').length, 3)
    })

    test('that are not sent leave nothing behind', async (t) => {
      const [a, b] = [await side(t, kind), await side(t, kind)]
      assert.equal(a.transport.buffer().length, 1400)
      assert.ok(a.transport.flush())
      send(a, 'only this', b.address)
      assert.deepEqual(
        (await b.told.until('datagram')).map(({ text }) => text),
        ['only this'],
      )
      assert.equal(a.told.of('sent').length, 1)
    })

    test('after closing go nowhere and do not throw', async (t) => {
      const [a, b] = [await side(t, kind), await side(t, kind)]
      await a.transport.close()
      send(a, 'too late', b.address)
      await a.transport.close()
      assert.deepEqual(a.told.told, [])
    })
  })

  describe(`streams beside ${kind.name}`, { skip: kind.skip }, () => {
    test('carry a large state there and another back', async (t) => {
      const [a, b] = [await side(t, kind), await side(t, kind)]
      const request = new Uint8Array(1_000_000).fill(7)
      b.told.onRequest = (stream) => b.transport.reply(stream, Uint8Array.of(1, 2, 3))
      a.transport.exchange(b.address, request)
      const [asked] = await b.told.until('request')
      assert.equal(asked?.remoteHost, '127.0.0.1')
      assert.equal(Buffer.compare(asked.body, request), 0)
      const [answer] = await a.told.until('answer')
      assert.equal(answer?.from, b.address)
      assert.deepEqual([...answer.body], [1, 2, 3])
    })

    test('that are refused, or find nobody, fail by reason', async (t) => {
      const [a, b, gone] = [await side(t, kind), await side(t, kind), await side(t, kind)]
      await gone.transport.close()
      a.transport.exchange(gone.address, Uint8Array.of(1))
      a.transport.exchange('localhost:9', Uint8Array.of(1))
      const failed = await a.told.until('exchangeFailed', 2)
      assert.deepEqual(failed.map(({ reason }) => reason).sort(), ['ECONNREFUSED', 'ERR_ADDRESS'])
      b.told.onRequest = (stream) => b.transport.refuse(stream)
      a.transport.exchange(b.address, Uint8Array.of(1))
      const [, , refused] = await a.told.until('exchangeFailed', 3)
      assert.equal(refused?.to, b.address)
    })
  })
}

describe('one transport and the other', { skip: FFI.skip }, () => {
  test('understand each other', async (t) => {
    const [portable, fast] = [await side(t, DGRAM), await side(t, FFI)]
    portable.told.onDatagram = (text, from) => send(portable, `${text}, portable`, from)
    send(fast, 'hello', portable.address)
    assert.equal((await fast.told.until('datagram'))[0]?.text, 'hello, portable')
    portable.told.onDatagram = () => {}
    fast.told.onDatagram = (text, from) => send(fast, `${text}, fast`, from)
    send(portable, 'hello', fast.address)
    assert.equal((await portable.told.until('datagram', 2))[1]?.text, 'hello, fast')
    fast.told.onRequest = (stream) => fast.transport.reply(stream, Uint8Array.of(2))
    portable.transport.exchange(fast.address, Uint8Array.of(1))
    assert.deepEqual([...((await portable.told.until('answer'))[0]?.body ?? [])], [2])
    portable.told.onRequest = (stream) => portable.transport.reply(stream, Uint8Array.of(4))
    fast.transport.exchange(portable.address, Uint8Array.of(3))
    assert.deepEqual([...((await fast.told.until('answer'))[0]?.body ?? [])], [4])
  })
})
