/** What only the fast path promises: the steps of a datagram in time, batches, and many sockets in a thread. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { linuxThread } from '../../../support/linux-thread.ts'
import { FFI, give, nowMs, type Side, send, side } from '../../../support/transport-sides.ts'

/** What the kernel's stamp and the thread's clock may differ by. */
const CLOCK_ERROR_MS = 0.05

/** Holds the thread up: nothing is read meanwhile. */
function stall(durationMs: number): void {
  const untilMs = nowMs() + durationMs
  while (nowMs() < untilMs);
}

/** Datagrams that lie in the socket together, and so come in one batch. */
function sendTogether(from: Side, texts: readonly string[], to: string): void {
  for (const text of texts) give(from, text, to)
  from.transport.flush()
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `message ${index}`)

describe('the steps of a datagram', { skip: FFI.skip }, () => {
  test('are known and in order', async (t) => {
    for (const host of ['127.0.0.1', '::1']) {
      const [a, b] = [await side(t, FFI, host), await side(t, FFI, host)]
      for (let round = 1; round <= 50; round++) {
        send(a, 'hello', b.address)
        await b.told.until('datagram', round)
      }
      const sent = a.told.of('sent')
      for (const [round, { kernelMs, awakeMs, atMs }] of b.told.of('datagram').entries()) {
        const sentMs = sent[round]?.atMs ?? Number.NaN
        assert.ok(sentMs - CLOCK_ERROR_MS <= kernelMs, `sent ${sentMs}, kernel ${kernelMs}`)
        assert.ok(kernelMs <= awakeMs, `kernel ${kernelMs}, awake ${awakeMs}`)
        assert.ok(awakeMs <= atMs, `awake ${awakeMs}, received ${atMs}`)
      }
    }
  })

  test('tell a wait in the kernel from one in the thread', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    send(a, 'hello', b.address)
    const sentMs = nowMs()
    stall(30)
    const [got] = await b.told.until('datagram')
    assert.ok(got !== undefined && got.kernelMs <= sentMs + CLOCK_ERROR_MS)
    assert.ok(got.awakeMs >= sentMs + 30 - CLOCK_ERROR_MS)
  })
})

describe('a burst', { skip: FFI.skip }, () => {
  test('of a thousand arrives whole and in order, in far fewer calls', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    const texts = numbered(1000)
    // In portions, because a socket's buffer holds a few hundred small datagrams.
    for (let start = 0; start < texts.length; start += 100) {
      sendTogether(a, texts.slice(start, start + 100), b.address)
      await b.told.until('datagram', start + 100)
    }
    const got = b.told.of('datagram')
    assert.deepEqual(
      got.map(({ text }) => text),
      texts,
    )
    assert.ok(a.told.of('sent').length <= 50)
    // What one call received was received at one time.
    assert.ok(new Set(got.map(({ atMs }) => atMs)).size <= 50)
  })

  test('is answered all at once, when the last of it has been delivered', async (t) => {
    const [a, echo] = [await side(t, FFI), await side(t, FFI)]
    const flushed: boolean[] = []
    echo.told.onDatagram = (text, from) => {
      give(echo, text, from)
      flushed.push(echo.transport.flush())
    }
    const texts = numbered(10)
    sendTogether(a, texts, echo.address)
    const answers = await a.told.until('datagram', texts.length)
    assert.deepEqual(
      answers.map(({ text }) => text),
      texts,
    )
    assert.deepEqual(flushed, [...new Array(9).fill(false), true])
    assert.equal(echo.told.of('sent').length, 1)
  })

  test('may be answered with more than there is room for', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    b.told.onDatagram = (_, from) => {
      for (const text of numbered(40)) give(b, text, from)
      b.transport.flush()
    }
    sendTogether(a, ['one', 'two', 'three'], b.address)
    const answers = await a.told.until('datagram', 120)
    assert.deepEqual(
      answers.map(({ text }) => text),
      [...numbered(40), ...numbered(40), ...numbered(40)],
    )
  })

  test('that the system refuses in part loses nothing else', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    const texts = numbered(20)
    for (const text of texts) {
      give(a, 'nobody listens on port 0', '127.0.0.1:0')
      give(a, text, b.address)
      give(a, 'this is another family', '[::1]:9')
    }
    a.transport.flush()
    const got = await b.told.until('datagram', texts.length)
    assert.deepEqual(
      got.map(({ text }) => text),
      texts,
    )
    const codes = a.told.of('sendFailed').map(({ code }) => code)
    assert.deepEqual([...new Set(codes)].sort(), ['EAFNOSUPPORT', 'EINVAL'])
    assert.equal(codes.length, 2 * texts.length)
  })
})

describe('what alarms send', { skip: FFI.skip }, () => {
  test('leaves from the socket of whoever sent it, when several ring at once', async (t) => {
    const [a, b, c] = [await side(t, FFI), await side(t, FFI), await side(t, FFI)]
    const { loop } = linuxThread()
    const dueMs = nowMs() + 2
    for (const [sender, texts] of [
      [a, ['one of a', 'two of a']],
      [b, []],
      [c, ['one of c']],
    ] as const) {
      loop
        .alarm(() => {
          for (const text of texts) give(sender, text, b.address)
          sender.transport.flush()
        })
        .set(dueMs)
    }
    const got = await b.told.until('datagram', 3)
    assert.deepEqual(got.map(({ text, from }) => [text, from]).sort(), [
      ['one of a', a.address],
      ['one of c', c.address],
      ['two of a', a.address],
    ])
    assert.deepEqual(
      [a, b, c].map(({ told }) => told.of('sent').length),
      [1, 0, 1],
    )
  })

  test('has left when the socket closes', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    const { loop } = linuxThread()
    let closed: Promise<void> | undefined
    loop
      .alarm(() => {
        give(a, 'goodbye', b.address)
        a.transport.flush()
        closed = a.transport.close()
        loop.letLibuvRun()
      })
      .set(nowMs() + 2)
    const [got] = await b.told.until('datagram')
    assert.equal(got?.text, 'goodbye')
    await closed
  })

  test('is told of before the answer to it', async (t) => {
    const [a, echo] = [await side(t, FFI), await side(t, FFI)]
    echo.told.onDatagram = (text, from) => send(echo, text, from)
    for (let round = 1; round <= 20; round++) {
      linuxThread()
        .loop.alarm(() => send(a, 'ping', echo.address))
        .set(nowMs() + 1)
      await a.told.until('datagram', round)
    }
    const kinds = a.told.told.map(({ kind }) => kind)
    assert.deepEqual(kinds, Array.from({ length: 20 }, () => ['sent', 'datagram']).flat())
    for (const [round, { atMs }] of a.told.of('sent').entries()) {
      assert.ok(atMs <= (a.told.of('datagram')[round]?.kernelMs ?? 0) + CLOCK_ERROR_MS)
    }
  })
})

describe('a first look', { skip: FFI.skip }, () => {
  /** Answers `ping 7` with `pong 7`, and nothing else. */
  function pong(bytes: Uint8Array, into: Uint8Array): number {
    const text = Buffer.from(bytes).toString()
    if (!text.startsWith('ping')) return 0
    return Buffer.from(into.buffer, into.byteOffset).write(text.replace('ping', 'pong'))
  }

  test('answers before the datagram is told of', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    b.told.glance = pong
    send(a, 'ping 1', b.address)
    assert.equal((await a.told.until('datagram'))[0]?.text, 'pong 1')
    await b.told.until('datagram')
    assert.deepEqual(
      b.told.told.map((one) => (one.kind === 'datagram' ? [one.text, one.reply] : one.kind)),
      ['sent', ['ping 1', 'sent']],
    )
  })

  test('that has no answer leaves it to others', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    b.told.glance = pong
    b.told.onDatagram = (text, from) => send(b, `${text} back`, from)
    send(a, 'hello', b.address)
    assert.equal((await a.told.until('datagram'))[0]?.text, 'hello back')
    assert.equal(b.told.of('datagram')[0]?.reply, 'none')
  })

  test('at a burst answers each, to whom it came from, and all at once', async (t) => {
    const [a, b, c] = [await side(t, FFI), await side(t, FFI), await side(t, FFI)]
    b.told.glance = pong
    for (let round = 0; round < 10; round++) {
      send(a, `ping a ${round}`, b.address)
      send(c, `ping c ${round}`, b.address)
    }
    for (const [name, { told }] of Object.entries({ a, c })) {
      const answers = await told.until('datagram', 10)
      assert.deepEqual(
        answers.map(({ text }) => text),
        Array.from({ length: 10 }, (_, round) => `pong ${name} ${round}`),
      )
    }
    const replies = b.told.of('datagram').map(({ reply }) => reply)
    assert.deepEqual(replies, [...new Array(19).fill('held'), 'sent'])
    assert.equal(b.told.of('sent').length, 1)
  })

  test('is not taken at what came over IPv6', async (t) => {
    const [a, b] = [await side(t, FFI, '::1'), await side(t, FFI, '::1')]
    b.told.glance = pong
    send(a, 'ping', b.address)
    assert.equal((await b.told.until('datagram'))[0]?.reply, 'none')
    assert.deepEqual(b.told.of('sent'), [])
  })
})

describe('closing', { skip: FFI.skip }, () => {
  test('while datagrams wait delivers none of them, and others live on', async (t) => {
    const [a, b, c] = [await side(t, FFI), await side(t, FFI), await side(t, FFI)]
    const closing = Promise.withResolvers<void>()
    b.told.onDatagram = () => closing.resolve(b.transport.close())
    sendTogether(a, numbered(100), b.address)
    await closing.promise
    send(a, 'still here', c.address)
    await c.told.until('datagram')
    assert.deepEqual(
      b.told.of('datagram').map(({ text }) => text),
      ['message 0'],
    )
  })

  test('sends what was held back', async (t) => {
    const [a, b] = [await side(t, FFI), await side(t, FFI)]
    b.told.onDatagram = (_, from) => {
      give(b, 'goodbye', from)
      assert.equal(b.transport.flush(), false)
      void b.transport.close()
    }
    sendTogether(a, ['one', 'two'], b.address)
    assert.equal((await a.told.until('datagram'))[0]?.text, 'goodbye')
  })
})

test('many sockets live in one thread, each with its own datagrams', {
  skip: FFI.skip,
}, async (t) => {
  const sides = await Promise.all(Array.from({ length: 40 }, () => side(t, FFI)))
  for (const from of sides) {
    for (const to of sides) give(from, from.address, to.address)
    from.transport.flush()
  }
  const addresses = sides.map(({ address }) => address)
  for (const { told } of sides) {
    const got = await told.until('datagram', sides.length)
    assert.deepEqual(
      got.map(({ text }) => text),
      addresses,
    )
    assert.ok(got.every(({ text, from }) => text === from))
  }
})
