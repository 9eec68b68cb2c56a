/** The thread's own loop: sockets, alarms and libuv all get their turn, and nothing rings early. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { bindUdp } from '../../../../agent/transport/linux/udp-socket.ts'
import { FAST_PATH_MISSING, linuxThread } from '../../../support/linux-thread.ts'

type Watched = {
  readonly port: number
  /** When the thread was awake for what was read. */
  readonly awakeMs: number[]
  readonly send: () => void
}

const nowMs = (): number => linuxThread().nowMs()

/** A socket that keeps the loop running to the end of the test; `readable` is called after it was read. */
function watched(t: TestContext, readable: () => void = () => {}): Watched {
  const thread = linuxThread()
  const { loop, receiving } = thread
  const socket = bindUdp('127.0.0.1', 0, thread)
  const awakeMs: number[] = []
  loop.watch(socket.fd, (atMs) => {
    awakeMs.push(atMs)
    receiving.release(receiving.receive(socket.fd))
    readable()
  })
  loop.start()
  const sender = createSocket('udp4')
  t.after(() => {
    loop.unwatch(socket.fd)
    socket.close()
    sender.close()
  })
  return { port: socket.port, awakeMs, send: () => sender.send('x', socket.port, '127.0.0.1') }
}

/** When an alarm rang that was set to `dueMs`. */
function rung(dueMs: number): Promise<number> {
  const { loop } = linuxThread()
  return new Promise((resolve) => {
    const alarm = loop.alarm(() => {
      loop.letLibuvRun()
      resolve(nowMs())
    })
    alarm.set(dueMs)
  })
}

describe('an alarm', { skip: FAST_PATH_MISSING }, () => {
  test('never rings early, at whatever fraction of a millisecond', async (t) => {
    watched(t)
    for (const waitMs of [0, 0.0001, 0.05, 0.3, 0.999, 1.5, 2.2, 7.7, 30.1]) {
      const dueMs = nowMs() + waitMs
      assert.ok((await rung(dueMs)) >= dueMs, `${waitMs} ms`)
    }
  })

  test('set to a time that has passed rings, but not before the caller is done', async (t) => {
    watched(t)
    let isDone = false
    const { loop } = linuxThread()
    const ringing = new Promise<boolean>((resolve) => {
      const alarm = loop.alarm(() => {
        loop.letLibuvRun()
        resolve(isDone)
      })
      alarm.set(nowMs() - 5)
    })
    isDone = true
    assert.equal(await ringing, true)
  })

  test('that was moved rings at the new time only', async (t) => {
    watched(t)
    const rings: number[] = []
    const startMs = nowMs()
    for (const laterMs of [2, 30]) {
      const moved = linuxThread().loop.alarm(() => rings.push(nowMs() - startMs))
      moved.set(startMs + 10)
      moved.set(startMs + laterMs)
    }
    await rung(startMs + 40)
    assert.equal(rings.length, 2)
    const [soon = Number.NaN, later = Number.NaN] = rings
    assert.ok(soon >= 2 && later >= 30)
  })

  test('that was taken off stays silent, and can be set again', async (t) => {
    watched(t)
    let rings = 0
    const alarm = linuxThread().loop.alarm(() => rings++)
    alarm.set(nowMs() + 3)
    alarm.set(Number.POSITIVE_INFINITY)
    await rung(nowMs() + 20)
    assert.equal(rings, 0)
    alarm.set(nowMs() + 1)
    await rung(nowMs() + 10)
    assert.equal(rings, 1)
  })

  test('rings in the order of what is due, and may set itself while it rings', async (t) => {
    watched(t)
    const { loop } = linuxThread()
    const order: string[] = []
    const startMs = nowMs()
    const dueMs = { third: 9, first: 1, second: 5 }
    for (const [name, ms] of Object.entries(dueMs)) {
      loop.alarm(() => order.push(name)).set(startMs + ms)
    }
    const again = loop.alarm(() => {
      order.push('again')
      if (order.filter((name) => name === 'again').length < 3) again.set(nowMs() + 0.5)
    })
    again.set(startMs + 10)
    await rung(startMs + 30)
    assert.deepEqual(order, ['first', 'second', 'third', 'again', 'again', 'again'])
  })

  test('that is late lets the datagrams go first that came before it', async (t) => {
    const order: string[] = []
    const { send } = watched(t, () => order.push('datagram'))
    const alarm = linuxThread().loop.alarm(() => order.push('alarm'))
    const ringing = rung(nowMs() + 20)
    alarm.set(nowMs() + 10)
    send()
    // The send call itself is libuv's, a turn later.
    await nextTurn()
    const untilMs = nowMs() + 15
    while (nowMs() < untilMs);
    await ringing
    assert.deepEqual(order, ['datagram', 'alarm'])
  })
})

describe('a departure', { skip: FAST_PATH_MISSING }, () => {
  /** One that writes down what happens to it. */
  const noted = (order: string[], name: string) => ({
    depart: () => void order.push(`${name} departs`),
    departed: () => void order.push(`${name} departed`),
  })

  test('is not left to the loop but while alarms ring', () => {
    assert.equal(linuxThread().loop.leaveTo(noted([], 'a')), false)
  })

  test('leaves when all alarms have rung, and once', async (t) => {
    watched(t)
    const { loop } = linuxThread()
    const order: string[] = []
    const departure = noted(order, 'a')
    const dueMs = nowMs() + 2
    for (const name of ['one', 'two']) {
      loop
        .alarm(() => {
          order.push(name)
          assert.equal(loop.leaveTo(departure), true)
        })
        .set(dueMs)
    }
    await rung(dueMs + 10)
    assert.deepEqual(order, ['one', 'two', 'a departs', 'a departed'])
  })

  test('leaves at once when another needs the room', async (t) => {
    watched(t)
    const { loop } = linuxThread()
    const order: string[] = []
    const dueMs = nowMs() + 2
    for (const name of ['a', 'b']) {
      const departure = noted(order, name)
      loop
        .alarm(() => {
          loop.makeWay(departure)
          order.push(name)
          loop.leaveTo(departure)
        })
        .set(dueMs)
    }
    await rung(dueMs + 10)
    assert.deepEqual(order, ['a', 'a departs', 'a departed', 'b', 'b departs', 'b departed'])
  })

  test('leaves before libuv gets its turn', async (t) => {
    watched(t)
    const { loop } = linuxThread()
    const order: string[] = []
    const departure = noted(order, 'a')
    const alarm = loop.alarm(() => {
      loop.leaveTo(departure)
      loop.letLibuvRun()
      setImmediate(() => order.push('libuv'))
    })
    alarm.set(nowMs() + 2)
    await rung(nowMs() + 20)
    assert.deepEqual(order, ['a departs', 'a departed', 'libuv'])
  })

  test('puts off what is deferred until something comes', async (t) => {
    const order: string[] = []
    const { port } = watched(t, () => order.push('datagram'))
    const thread = linuxThread()
    const { loop, sending, socketAddresses } = thread
    const sender = bindUdp('127.0.0.1', 0, thread)
    t.after(() => sender.close())
    const to = socketAddresses.of(`127.0.0.1:${port}`)
    assert.ok(to !== undefined)
    const departure = {
      depart: () => {
        order.push('departs')
        sending.add(1, to.memory.address, to.sizeBytes)
        sending.send(sender.fd, assert.fail)
      },
      departed: () => {},
    }
    const alarm = loop.alarm(() => {
      loop.leaveTo(departure)
      loop.defer(() => order.push('deferred'))
    })
    alarm.set(nowMs() + 2)
    await rung(nowMs() + 30)
    assert.deepEqual(order, ['departs', 'datagram', 'deferred'])
  })

  test('puts it off for a moment when nothing comes', async (t) => {
    watched(t)
    const order: string[] = []
    const { loop } = linuxThread()
    loop.alarm(() => {}).set(nowMs() + 3_600_000)
    const beganMs = nowMs()
    await new Promise<void>((resolve) => {
      const alarm = loop.alarm(() => {
        loop.leaveTo(noted(order, 'a'))
        loop.defer(() => {
          order.push('deferred')
          loop.letLibuvRun()
          resolve()
        })
      })
      alarm.set(nowMs() + 2)
    })
    assert.deepEqual(order, ['a departs', 'a departed', 'deferred'])
    // Were it not for that moment, libuv's next turn would come first, after seconds.
    assert.ok(nowMs() - beganMs < 4000)
  })

  test('does not put it off again', async (t) => {
    watched(t)
    const { loop } = linuxThread()
    const order: string[] = []
    let rings = 0
    const alarm = loop.alarm(() => {
      loop.leaveTo(noted(order, `${++rings}`))
      if (rings === 1) loop.defer(() => order.push('deferred'))
      if (rings < 4) alarm.set(nowMs() + 0.2)
    })
    alarm.set(nowMs() + 2)
    await rung(nowMs() + 30)
    assert.ok(order.includes('deferred'))
    assert.ok(order.indexOf('deferred') < order.indexOf('3 departs'), order.join(', '))
  })
})

describe('the loop', { skip: FAST_PATH_MISSING }, () => {
  test('wakes up for a datagram, however far away the next alarm is', async (t) => {
    const { loop } = linuxThread()
    const { send, awakeMs } = watched(t, () => loop.letLibuvRun())
    loop.alarm(() => {}).set(nowMs() + 3_600_000)
    const startMs = nowMs()
    for (let round = 1; round <= 20; round++) {
      send()
      while (awakeMs.length < round) await nextTurn()
    }
    assert.ok(awakeMs.every((atMs) => startMs <= atMs && atMs <= nowMs()))
    // Were it for libuv's turns alone, each round would take seconds.
    assert.ok(nowMs() - startMs < 10_000)
  })

  test('wakes up for a message of another thread', async (t) => {
    watched(t)
    const code = `
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', (number) => parentPort.postMessage(number + 1))`
    const worker = new Worker(code, { eval: true })
    t.after(() => worker.terminate())
    const startMs = nowMs()
    for (let number = 0; number < 10; number++) {
      worker.postMessage(number)
      assert.deepEqual(await once(worker, 'message'), [number + 1])
    }
    assert.ok(nowMs() - startMs < 8000)
  })

  test('lets timers of libuv ring, if some seconds late', async (t) => {
    watched(t)
    const startMs = nowMs()
    await sleep(10)
    const waitedMs = nowMs() - startMs
    assert.ok(waitedMs >= 9 && waitedMs < 20_000, `${waitedMs} ms`)
  })

  test('does what is deferred once everything at hand is done', async (t) => {
    const { loop } = linuxThread()
    const order: string[] = []
    const read = (name: string) => (): void => {
      order.push(name)
      loop.letLibuvRun()
      loop.defer(() => {
        order.push(`after ${name}`)
        if (name === 'one') loop.defer(() => order.push('later'))
      })
    }
    const sockets = [watched(t, read('one')), watched(t, read('two'))]
    const sender = createSocket('udp4').unref()
    t.after(() => sender.close())
    for (const { port } of sockets) sender.send('x', port, '127.0.0.1')
    while (order.length < 5) await nextTurn()
    assert.deepEqual(order.toSorted(), ['after one', 'after two', 'later', 'one', 'two'])
    assert.ok(order.indexOf('one') < order.indexOf('after one'))
    assert.ok(order.indexOf('after one') < order.indexOf('later'))
  })

  test('ends with the last socket, and can be started again', async (t) => {
    const thread = linuxThread()
    const { loop } = thread
    const socket = bindUdp('127.0.0.1', 0, thread)
    loop.watch(socket.fd, () => {})
    loop.start()
    await nextTurn()
    loop.unwatch(socket.fd)
    socket.close()
    // libuv has the thread for itself: its timers are not late.
    const startMs = nowMs()
    for (let timer = 0; timer < 10; timer++) await sleep(1)
    assert.ok(nowMs() - startMs < 5000)
    watched(t)
    const dueMs = nowMs() + 5
    assert.ok((await rung(dueMs)) >= dueMs)
  })
})
