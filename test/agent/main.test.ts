/** Whole agent processes, started as the harness starts them: the contract from its outside. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import * as hdr from 'hdr-histogram-js'
import type { AgentTotals } from '../../agent/contract.ts'
import { SPAN_EVENTS, SPAN_NAMES } from '../../agent/telemetry/attributes.ts'
import { AgentChild, type Start, startAgent } from '../support/agent-child.ts'
import { FAST_PATH_MISSING } from '../support/linux-thread.ts'
import { OtlpReceiver, plain, type ReceivedSpan } from '../support/otlp-receiver.ts'

/**
 * Whoever started an agent and died leaves nothing behind for longer than two seconds, and a machine
 * that is busy with other things may take as long again.
 */
const GONE_MS_MAX = 4000
/** What the kernel's stamps and the agent's clock may differ by. */
const CLOCK_ERROR_NS = 50_000n

for (const transport of ['dgram', 'ffi'] as const) {
  const skip = transport === 'ffi' && FAST_PATH_MISSING
  const start = (t: TestContext, options: Start = {}): AgentChild =>
    startAgent(t, { transport, ...options })

  describe(`three agent processes on ${transport}`, { skip }, () => {
    test('find each other, probe, and part in order', async (t) => {
      const first = start(t)
      const [seed = ''] = await first.addresses()
      const others = [start(t, { seeds: [seed] }), start(t, { seeds: [seed] })]
      const all = [first, ...others]
      for (const child of others) {
        const [joined] = await child.until('joined')
        assert.equal(joined?.seed, seed)
      }
      for (const child of all) {
        await child.until(
          'stats',
          ({ members, counters }) => members.alive === 3 && counters.probesAcked > 5,
        )
        assert.equal(child.of('ready')[0]?.pid, child.pid)
        assert.equal(child.of('ready')[0]?.transport, transport)
      }
      const rows = first.of('probes').flatMap((line) => line.rows)
      assert.ok(rows.length > 5)
      for (const [, target, intendedNs, sentNs, ackNs, outcome] of rows) {
        assert.ok(0 <= target && intendedNs <= sentNs)
        if (outcome !== 'timed-out') assert.ok(ackNs !== null && sentNs < ackNs)
      }

      const [leaver, ...rest] = all.toReversed()
      const [gone = ''] = (await leaver?.addresses()) ?? []
      leaver?.signal('SIGTERM')
      assert.deepEqual(await leaver?.ended, { code: 0, signal: null, stderr: '' })
      for (const child of rest) {
        await child.until(
          'member',
          ({ peer, state, why }) => peer === gone && state === 'left' && why === 'left',
        )
      }
      assert.deepEqual(
        leaver?.events.slice(-2).map(({ event }) => event),
        ['left', 'summary'],
      )
      const [summary] = leaver?.of('summary') ?? []
      assert.ok(summary !== undefined)
      const { counters } = summary
      assert.equal(counters.probesIntended, counters.probesSent + counters.probesSkipped)
      assert.equal(
        counters.probesSent,
        counters.probesAcked +
          counters.probesAckedIndirect +
          counters.probesTimedOut +
          summary.probesInFlight,
      )
      const histogram = hdr.decodeFromCompressedBase64(summary.rttHistogram)
      assert.equal(histogram.totalCount, counters.probesAcked + counters.probesAckedIndirect)
      // Loopback: not under a microsecond, and not over what times out.
      assert.ok(1000 < histogram.minNonZeroValue && histogram.maxValue < 1e9)
    })
  })

  describe(`an agent process on ${transport}`, { skip }, () => {
    test('is gone within two seconds once its stdin ends, however long leaving would take', async (t) => {
      const child = start(t, { knobs: { leaveMs: 30_000 } })
      const [seed = ''] = await child.addresses()
      const peer = start(t, { seeds: [seed] })
      await peer.until('joined')
      const startMs = performance.now()
      child.closeStdin()
      const { code } = await child.ended
      assert.ok(performance.now() - startMs < GONE_MS_MAX)
      assert.equal(code, 0)
      assert.equal(child.of('summary').length, 1)
      await peer.until('member', ({ state }) => state === 'left')
    })

    test('ends when nobody reads its lines any more', async (t) => {
      const child = start(t)
      const [seed = ''] = await child.addresses()
      await start(t, { seeds: [seed] }).until('joined')
      const startMs = performance.now()
      child.closeStdout()
      await child.ended
      // The next line is at most a second and a half away.
      assert.ok(performance.now() - startMs < GONE_MS_MAX + 1500)
    })

    test('ends at once at the second signal', async (t) => {
      const child = start(t, { knobs: { leaveMs: 30_000 } })
      const [seed = ''] = await child.addresses()
      const peer = start(t, { seeds: [seed] })
      await peer.until('joined')
      child.signal('SIGINT')
      await peer.until('member', ({ state }) => state === 'left')
      child.signal('SIGINT')
      assert.equal((await child.ended).code, 130)
    })

    test('counts garbage on its port by reason and lives on', async (t) => {
      const child = start(t)
      const [address = ''] = await child.addresses()
      const socket = createSocket('udp4')
      t.after(() => socket.close())
      const port = Number(address.split(':')[1])
      const garbage = ['', 'x', 'GET / HTTP/1.1\r\n\r\n', '\0'.repeat(1400), '\xff'.repeat(9)]
      for (const bytes of garbage) {
        socket.send(Buffer.from(bytes, 'latin1'), port, '127.0.0.1')
      }
      const counted = ({ messages }: AgentTotals): number =>
        Object.values(messages.malformed).reduce((sum, count) => sum + count, 0)
      while (!child.of('stats').some((stats) => counted(stats) === garbage.length)) {
        child.command({ command: 'report' })
        await child.until('stats', () => true, child.of('stats').length + 1)
      }
      const peer = start(t, { seeds: [address] })
      await peer.until('joined')
      await peer.until('probes', ({ rows }) =>
        rows.some(([, , , , , outcome]) => outcome === 'acked'),
      )
    })

    test('obeys commands, and answers what is none with an error that is not fatal', async (t) => {
      const child = start(t)
      const [seed = ''] = await child.addresses()
      child.command('make me a sandwich')
      child.command({ command: 'leave', agent: '127.0.0.1:1' })
      const errors = await child.until('error', () => true, 2)
      assert.ok(errors.every(({ code, fatal }) => code === 'bad-command' && !fatal))
      child.command({ command: 'set-metadata', metadata: 'role=cache' })
      await start(t, { seeds: [seed] }).until('joined')
      child.command({ command: 'leave' })
      assert.equal((await child.ended).code, 0)
      assert.equal(child.of('left').length, 1)
    })

    test('says when no seed answers, and ends with 1', async (t) => {
      const child = start(t, { seeds: ['127.0.0.1:1'], knobs: { joinTimeoutMs: 300 } })
      assert.equal((await child.ended).code, 1)
      const [error] = child.of('error')
      assert.equal(error?.code, 'join-failed')
      assert.match(error.message, /no seed answered; check/)
      assert.ok(error.fatal)
    })

    test('says which port is taken, and ends with 1', async (t) => {
      const other = createSocket('udp4').bind(0, '127.0.0.1')
      t.after(() => other.close())
      await once(other, 'listening')
      const { port } = other.address()
      const child = new AgentChild(t, ['--bind', `127.0.0.1:${port}`, '--transport', transport])
      assert.equal((await child.ended).code, 1)
      assert.deepEqual(
        child.events.map(({ event }) => event),
        ['error'],
      )
      const [error] = child.of('error')
      assert.equal(error?.code, 'port-taken')
      assert.ok(error.fatal && error.message.includes(String(port)))
    })

    test('hosts several agents, which join the first and can leave one by one', async (t) => {
      const child = start(t, { more: ['--bind', '127.0.0.1:0', '--bind', '127.0.0.1:0'] })
      const [first, second] = await child.addresses(3)
      const joined = await child.until('joined', () => true, 3)
      assert.deepEqual(
        joined.map(({ seed }) => seed).toSorted(),
        [first, first, undefined].toSorted(),
      )
      await child.until('stats', ({ members }) => members.alive === 3, 3)
      child.command({ command: 'leave', agent: second ?? '' })
      await child.until('left', ({ agent }) => agent === second)
      await child.until(
        'member',
        ({ agent, peer, state }) => agent === first && peer === second && state === 'left',
      )
      child.signal('SIGTERM')
      assert.equal((await child.ended).code, 0)
      assert.equal(child.of('summary').length, 3)
    })

    test('reports the same RTTs in its lines and its spans, and loses none', async (t) => {
      const receiver = await OtlpReceiver.start()
      t.after(() => receiver[Symbol.asyncDispose]())
      const variables = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      }
      const knobs = { contextOnWire: true }
      const child = start(t, { knobs, variables })
      const [seed = ''] = await child.addresses()
      const peer = start(t, { seeds: [seed], knobs, variables })
      await peer.until('stats', ({ counters }) => counters.probesAcked > 5)
      for (const one of [child, peer]) one.signal('SIGTERM')
      for (const one of [child, peer]) assert.equal((await one.ended).code, 0)

      const key = (agent: unknown, cycle: unknown) => `${agent} ${cycle}`
      const fromLines = new Map<string, number | undefined>()
      for (const one of [child, peer]) {
        const [{ telemetry } = { telemetry: undefined }] = one.of('summary')
        assert.equal(telemetry?.spansStarted, telemetry?.spansExported)
        assert.equal(telemetry?.eventsDropped, 0)
        for (const { agent, rows } of one.of('probes')) {
          for (const [cycle, , , sentNs, ackNs] of rows) {
            fromLines.set(key(agent, cycle), ackNs === null ? undefined : (ackNs - sentNs) / 1e9)
          }
        }
      }
      const roots = receiver.named(SPAN_NAMES.probe).map((span) => plain(span.attributes))
      const fromSpans = new Map(
        roots.map((root) => [
          key(root['swim.agent.address'], root['swim.probe.cycle']),
          root['swim.probe.rtt'],
        ]),
      )
      assert.deepEqual(fromSpans, fromLines)
      assert.ok(fromSpans.size > 10)

      // Both sides of a ping are one trace: the answer's parent is the ping that travelled.
      const pings = new Set(
        receiver.named(SPAN_NAMES.ping).map(({ traceId, spanId }) => traceId + spanId),
      )
      const acks = receiver.named(SPAN_NAMES.ack)
      assert.ok(acks.length > 5)
      const orphans = acks.filter(({ traceId, parentSpanId }) => !pings.has(traceId + parentSpanId))
      // A ping answered while its sender was leaving may have no cycle that ended.
      assert.ok(orphans.length <= 2, `${orphans.length} of ${acks.length}`)

      const acked = receiver.named(SPAN_NAMES.ping).filter(({ status }) => status.code !== 2)
      for (const span of acked) assertArrival(span, span.startTimeUnixNano, transport)
      for (const span of acks) assertArrival(span, '0', transport)
    })
  })
}

test('an agent process ends with 2 and one line when its arguments make no sense', async (t) => {
  const child = new AgentChild(t, ['--bind', 'nowhere'])
  const { code, stderr } = await child.ended
  assert.equal(code, 2)
  assert.match(stderr, /^swimbench agent: --bind nowhere is no address.*\n$/)
  assert.deepEqual(child.events, [])
})

/** A datagram came to the kernel, then to a thread that was awake, then to the agent; ffi can tell. */
function assertArrival(span: ReceivedSpan, notBefore: string, transport: 'dgram' | 'ffi'): void {
  if (transport === 'dgram') {
    assert.deepEqual(span.events, [])
    return
  }
  assert.deepEqual(
    span.events.map(({ name }) => name),
    [SPAN_EVENTS.kernelReceived, SPAN_EVENTS.threadAwake],
  )
  // An answer is from the reading of the ping on, which came before.
  const receivedNs = span.name === SPAN_NAMES.ack ? span.startTimeUnixNano : span.endTimeUnixNano
  const steps = [...span.events.map(({ timeUnixNano }) => timeUnixNano), receivedNs].map(BigInt)
  assert.ok(steps.every((ns, at) => (steps[at - 1] ?? BigInt(notBefore) - CLOCK_ERROR_NS) <= ns))
}
