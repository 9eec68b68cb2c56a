import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B, Bench, bare, C, D, STRANGER } from '../../support/bench.ts'

describe('a probe cycle', () => {
  test('ends at its ack, with the RTT of the send and receive times', () => {
    const bench = new Bench({}, [B])
    const { to, sequence } = bench.nextPing()
    assert.equal(to, B)
    const sentMs = bench.nowMs
    bench.nowMs += 0.125
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'acked')
    assert.equal(cycle?.sentMs, sentMs)
    assert.equal(cycle?.ackMs, sentMs + 0.125)
  })

  test('keeps how its direct ack came in, and says nothing of a forwarded one', () => {
    const arrival = { kernelMs: 1, awakeMs: 2 }
    const direct = new Bench({}, [B])
    const { sequence } = direct.nextPing()
    const ack = { kind: 'ack', sequence, ...bare } as const
    direct.feed({ kind: 'datagram', from: B, message: ack, arrival })
    assert.deepEqual(direct.events('probe-cycle')[0]?.arrival, arrival)

    const relayed = new Bench({ relayCount: 1 }, [B, C])
    const ping = relayed.nextPing()
    relayed.pass(500)
    const relay = ping.to === B ? C : B
    const forwarded = { kind: 'ack', sequence: ping.sequence, ...bare } as const
    relayed.feed({ kind: 'datagram', from: relay, message: forwarded, arrival })
    relayed.pass(500)
    const [cycle] = relayed.events('probe-cycle')
    assert.equal(cycle?.outcome, 'acked-indirect')
    assert.equal(cycle.arrival, undefined)
  })

  test('asks relays after its timeout, never the target itself', () => {
    const bench = new Bench({ relayCount: 3 }, [B, C, D])
    const { to, sequence } = bench.nextPing()
    bench.pass(499)
    assert.deepEqual(bench.sends('ping-req'), [])
    bench.pass(1)
    const asked = bench.sends('ping-req')
    assert.deepEqual(
      asked.map((sent) => sent.to).toSorted(),
      [B, C, D].filter((member) => member !== to),
    )
    for (const { message } of asked) {
      assert.ok(
        message.kind === 'ping-req' && message.target === to && message.sequence === sequence,
      )
    }
  })

  test('is saved by a forwarded ack, and reported at its deadline with every relay’s answer', () => {
    const bench = new Bench({ relayCount: 2 }, [B, C, D])
    const { to, sequence } = bench.nextPing()
    const sentMs = bench.nowMs
    bench.pass(500)
    const [first = '', second = ''] = bench.sends('ping-req').map((sent) => sent.to)
    bench.receive(first, { kind: 'ack', sequence, ...bare })
    bench.receive(second, { kind: 'nack', sequence, ...bare })
    assert.deepEqual(bench.events('probe-cycle'), [])
    bench.nowMs = sentMs + 999
    bench.pass(1.5)
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'acked-indirect')
    assert.deepEqual(
      cycle?.relays.map(({ answer }) => answer),
      ['ack', 'nack'],
    )
    assert.equal(bench.status(to), 'alive')
  })

  test('is saved by an ack that a relay forwards after its nack', () => {
    const bench = new Bench({ relayCount: 1 }, [B, C])
    const { to, sequence } = bench.nextPing()
    bench.pass(500)
    const relay = to === B ? C : B
    bench.receive(relay, { kind: 'nack', sequence, ...bare })
    bench.receive(relay, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.swim.counters.probesAckedIndirect, 1)
    assert.equal(bench.swim.counters.acksStray, 0)
  })

  test('without any answer makes its target suspect one interval after the ping', () => {
    const bench = new Bench({}, [B])
    bench.nextPing()
    bench.pass(999)
    assert.equal(bench.status(B), 'alive')
    bench.pass(1)
    assert.equal(bench.status(B), 'suspect')
    const [cycle] = bench.events('probe-cycle')
    assert.equal(cycle?.outcome, 'timed-out')
    assert.equal('ackMs' in (cycle ?? {}), false)
  })

  test('that was given up keeps the true RTT of an ack that comes late', () => {
    const bench = new Bench({}, [B])
    const { sequence } = bench.nextPing()
    const sentMs = bench.nowMs
    bench.pass(1200)
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    const [late] = bench.events('late-ack')
    assert.equal(late?.sentMs, sentMs)
    assert.equal(late?.ackMs, sentMs + 1200)
    assert.equal(bench.swim.counters.acksLate, 1)
    assert.equal(bench.swim.counters.probesTimedOut, 1)
  })

  test('ignores and counts acks that it did not ask for', () => {
    const bench = new Bench({}, [B, C])
    const { to, sequence } = bench.nextPing()
    const other = to === B ? C : B
    bench.receive(other, { kind: 'ack', sequence, ...bare })
    bench.receive(to, { kind: 'ack', sequence: sequence + 1, ...bare })
    bench.receive(STRANGER, { kind: 'nack', sequence, ...bare })
    assert.equal(bench.swim.counters.acksStray, 3)
    assert.deepEqual(bench.events('probe-cycle'), [])
    bench.receive(to, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.events('probe-cycle').length, 1)
    bench.receive(to, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.swim.counters.acksStray, 4, 'a second ack of the same ping is one too many')
  })

  test('begins on the grid: cycles that came too late are skipped and counted', () => {
    const bench = new Bench({}, [B])
    const { sequence } = bench.nextPing()
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    bench.take()
    bench.nowMs += 3700
    bench.feed({ kind: 'wake' })
    const { counters } = bench.swim
    assert.deepEqual(
      bench.events('skipped').map(({ cycles }) => cycles),
      [2],
    )
    assert.equal(counters.probesIntended, counters.probesSent + counters.probesSkipped)
    const next = bench.sends('ping')
    assert.equal(next.length, 1)
  })

  test('slows down with local health, and recovers', () => {
    const bench = new Bench({ localHealthMax: 3, relayCount: 0 }, [B])
    bench.nextPing()
    bench.pass(1000)
    assert.equal(bench.swim.totals().localHealth, 1)
    const { sequence } = bench.nextPing()
    bench.receive(B, { kind: 'ack', sequence, ...bare })
    assert.equal(bench.swim.totals().localHealth, 0)
  })

  test('with context on the wire gives every relay a span of its own in the same trace', () => {
    const bench = new Bench({ contextOnWire: true, relayCount: 2 }, [B, C, D])
    const { context } = bench.nextPing()
    bench.pass(500)
    const contexts = bench.sends('ping-req').map((sent) => sent.message.context)
    assert.ok(contexts.every((one) => one?.traceId === context?.traceId))
    assert.equal(new Set([context, ...contexts].map((one) => one?.spanId)).size, 3)
  })
})
