import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B, Bench, bare, STRANGER } from '../../support/bench.ts'

describe('a ping', () => {
  test('is answered with an ack of the same sequence', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping', sequence: 7, ...bare })
    const [ack] = bench.sends('ack')
    assert.equal(ack?.to, B)
    assert.equal(ack?.message.kind === 'ack' && ack.message.sequence, 7)
  })

  test('that carries a context is reported by its answerer, and another is not', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping', sequence: 7, ...bare })
    assert.deepEqual(bench.events('answered'), [])
    const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true }
    bench.receive(B, { kind: 'ping', sequence: 8, context, ...bare })
    assert.deepEqual(bench.events('answered'), [
      { kind: 'answered', from: B, receivedMs: 0, sentMs: 0, context },
    ])
  })

  test('says how it came in where that is known and where it has a context', () => {
    const bench = new Bench({}, [B])
    const arrival = { kernelMs: 1, awakeMs: 2 }
    const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true }
    bench.nowMs = 3
    const ping = { kind: 'ping', sequence: 8, context, ...bare } as const
    bench.feed({ kind: 'datagram', from: B, message: ping, arrival })
    assert.deepEqual(bench.events('answered'), [
      { kind: 'answered', from: B, arrival, receivedMs: 3, sentMs: 3, context },
    ])
  })

  test('that is answered already is not answered again', () => {
    const bench = new Bench({}, [B])
    const ping = { kind: 'ping', sequence: 8, ...bare } as const
    bench.feed({ kind: 'datagram', from: STRANGER, message: ping, isAnswered: true })
    assert.deepEqual(bench.sends('ack'), [])
    // Everything else happens all the same.
    assert.deepEqual(
      bench.effects.map(({ kind }) => kind),
      ['exchange'],
    )
  })

  test('from somebody unknown leads to an exchange with them, once an interval', () => {
    const bench = new Bench({}, [B])
    for (let sequence = 0; sequence < 3; sequence++) {
      bench.receive(STRANGER, { kind: 'ping', sequence, ...bare })
    }
    const exchanges = bench.effects.filter((effect) => effect.kind === 'exchange')
    assert.deepEqual(
      exchanges.map((effect) => effect.to),
      [STRANGER],
    )
  })
})
