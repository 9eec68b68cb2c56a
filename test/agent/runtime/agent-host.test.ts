/** One agent on real sockets, on either driver: what a stranger with a UDP socket gets from it. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import type { ProtocolEvent } from '../../../agent/protocol/event.ts'
import type { Message } from '../../../agent/protocol/message.ts'
import { configFrom } from '../../../agent/protocol/presets.ts'
import { AgentHost } from '../../../agent/runtime/agent-host.ts'
import { chooseDriver } from '../../../agent/runtime/choose-driver.ts'
import { monotonicClock, nanoseconds } from '../../../agent/runtime/clock.ts'
import { seededRandom } from '../../../agent/runtime/random.ts'
import { clusterTag } from '../../../agent/wire/cluster.ts'
import { decodeMessage, encodeMessage } from '../../../agent/wire/codec.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'

const TAG = clusterTag('test')
const CONTEXT = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true }
const { nowMs } = monotonicClock()

const drivers = {
  dgram: await chooseDriver('dgram', { nowMs }, 1400),
  ffi: await chooseDriver('ffi', { nowMs }, 1400),
}

function encoded(message: Message): Buffer {
  const buffer = Buffer.alloc(1400)
  return buffer.subarray(0, encodeMessage(message, TAG, buffer, '127.0.0.1:1'))
}

/** A plain UDP socket that knows the cluster's name. */
async function stranger(t: TestContext) {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  const received: Buffer[] = []
  socket.on('message', (bytes) => received.push(bytes))
  return {
    port: socket.address().port,
    send: (host: AgentHost, ...datagrams: readonly Buffer[]): void => {
      for (const bytes of datagrams) socket.send(bytes, portOf(host), '127.0.0.1')
    },
    /** The next datagram that came, in order. */
    next: async (): Promise<Buffer> => {
      for (;;) {
        const first = received.shift()
        if (first !== undefined) return first
        await once(socket, 'message')
      }
    },
  }
}

function portOf({ address }: AgentHost): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}

for (const [name, chosen] of Object.entries(drivers)) {
  const skip = name === 'ffi' && FAST_PATH_MISSING

  /** An agent alone, and what it reports. */
  async function alone(t: TestContext): Promise<{ host: AgentHost; events: ProtocolEvent[] }> {
    if (!chosen.ok) assert.fail(chosen.reason)
    const { driver } = chosen
    const events: ProtocolEvent[] = []
    const host = await AgentHost.open({
      host: '127.0.0.1',
      port: 0,
      advertise: undefined,
      cluster: 'test',
      // The announcement of itself is told to nobody, and is off its mind when nobody has asked.
      config: configFrom('default', { gossipIntervalMs: 0, antiEntropyMs: 0 }),
      metadata: undefined,
      random: seededRandom(1, 0),
      driver,
      report: (event) => events.push(event),
      stopped: () => {},
    })
    t.after(() => host.close())
    driver.start()
    return { host, events }
  }

  describe(`an agent on ${name}`, { skip }, () => {
    test('answers a plain ping with nine bytes once its news is told, and counts both', async (t) => {
      const { host } = await alone(t)
      host.start([])
      const { send, next } = await stranger(t)
      let sequence = 0
      let answer: Buffer = Buffer.alloc(0)
      // At first its acks carry the news of itself.
      while (answer.length !== 9) {
        send(host, encoded({ kind: 'ping', sequence: ++sequence, updates: [] }))
        answer = await next()
        const ack = decodeMessage(answer, host.address, TAG)
        assert.ok(ack.ok && ack.value.kind === 'ack' && ack.value.sequence === sequence)
      }
      const plain = 5
      for (let round = 0; round < plain; round++) {
        send(host, encoded({ kind: 'ping', sequence: ++sequence, updates: [] }))
        assert.deepEqual(await next(), encoded({ kind: 'ack', sequence, updates: [] }))
      }
      const { messages } = host.totals()
      assert.deepEqual(messages.received, { ping: { count: sequence, bytes: 9 * sequence } })
      assert.equal(messages.sent['ack']?.count, sequence)
      assert.deepEqual(messages.malformed, {})
    })

    test('notes how each ping came in and when its ack left, where it can', async (t) => {
      const { host } = await alone(t)
      host.start([])
      const { send, next, port } = await stranger(t)
      const beforeNs = nanoseconds(nowMs())
      for (let sequence = 1; sequence <= 20; sequence++) {
        send(host, encoded({ kind: 'ping', sequence, updates: [] }))
        await next()
      }
      const answers = host.takeAnswers()
      if (name === 'dgram') {
        assert.equal(answers, undefined)
        return
      }
      assert.deepEqual(answers?.peers, [`127.0.0.1:${port}`])
      assert.deepEqual(
        answers.rows.map(([, sequence]) => sequence),
        Array.from({ length: 20 }, (_, index) => index + 1),
      )
      for (const [, , kernelNs, awakeNs, sentNs] of answers.rows) {
        const steps = [beforeNs - 50_000, kernelNs, awakeNs, sentNs, nanoseconds(nowMs()) + 50_000]
        assert.deepEqual(
          steps.toSorted((a, b) => a - b),
          steps,
        )
      }
    })

    test('reports its answer to a ping with a context, with its arrival where it is known', async (t) => {
      const { host, events } = await alone(t)
      host.start([])
      const { send, next } = await stranger(t)
      send(host, encoded({ kind: 'ping', sequence: 7, context: CONTEXT, updates: [] }))
      await next()
      const answered = events.find((event) => event.kind === 'answered')
      assert.deepEqual(answered?.context, CONTEXT)
      const { arrival, receivedMs, sentMs } = answered
      assert.ok(receivedMs <= sentMs)
      assert.equal(arrival !== undefined, name === 'ffi')
      if (arrival === undefined) return
      assert.ok(arrival.kernelMs <= arrival.awakeMs && arrival.awakeMs <= receivedMs)
    })

    test('answers all of a burst, each once', async (t) => {
      const { host } = await alone(t)
      host.start([])
      const { send, next } = await stranger(t)
      const pings = Array.from({ length: 100 }, (_, sequence) =>
        encoded({ kind: 'ping', sequence, updates: [] }),
      )
      send(host, ...pings)
      const sequences: number[] = []
      while (sequences.length < pings.length) {
        const ack = decodeMessage(await next(), host.address, TAG)
        assert.ok(ack.ok && ack.value.kind === 'ack')
        sequences.push(ack.value.sequence)
      }
      assert.deepEqual(sequences, [...pings.keys()])
      assert.equal(host.totals().messages.sent['ack']?.count, pings.length)
    })

    test('answers nobody of another cluster and nothing that is damaged, and counts it', async (t) => {
      const { host } = await alone(t)
      host.start([])
      const { send, next } = await stranger(t)
      const ping = encoded({ kind: 'ping', sequence: 7, updates: [] })
      const damaged = Buffer.from(ping)
      damaged[8] = 99
      const foreign = Buffer.alloc(9)
      encodeMessage({ kind: 'ping', sequence: 7, updates: [] }, clusterTag('other'), foreign, '')
      send(host, damaged, foreign, ping.subarray(0, 8), Buffer.alloc(0), ping)
      const ack = decodeMessage(await next(), host.address, TAG)
      assert.ok(ack.ok && ack.value.kind === 'ack' && ack.value.sequence === 7)
      const { messages } = host.totals()
      assert.deepEqual(messages.malformed, { 'wrong-check': 2, 'too-short': 2 })
      assert.equal(messages.sent['ack']?.count, 1)
    })

    test('answers nobody before it starts', async (t) => {
      const { host } = await alone(t)
      const { send, next } = await stranger(t)
      const answer = next()
      send(host, encoded({ kind: 'ping', sequence: 1, updates: [] }))
      while (host.totals().messages.received['ping'] === undefined) {
        send(host, encoded({ kind: 'ping', sequence: 1, updates: [] }))
        await new Promise(setImmediate)
      }
      host.start([])
      send(host, encoded({ kind: 'ping', sequence: 2, updates: [] }))
      const ack = decodeMessage(await answer, host.address, TAG)
      assert.ok(ack.ok && ack.value.kind === 'ack' && ack.value.sequence === 2)
    })
  })
}
