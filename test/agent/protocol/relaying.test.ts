import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B, Bench, bare, C, STRANGER } from '../../support/bench.ts'

describe('a relay', () => {
  test('pings under its own sequence and forwards the ack under the requester’s', () => {
    const bench = new Bench({}, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    const [ping] = bench.sends('ping')
    assert.ok(ping?.to === C && ping.message.kind === 'ping' && ping.message.sequence !== 77)
    bench.receive(C, { kind: 'ack', sequence: ping.message.sequence, ...bare })
    const [ack] = bench.sends('ack')
    assert.ok(ack?.to === B && ack.message.kind === 'ack' && ack.message.sequence === 77)
    assert.equal(bench.events('relayed').length, 1)
  })

  test('says so when the target is silent to it too', () => {
    const bench = new Bench({}, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    bench.pass(400)
    const [nack] = bench.sends('nack')
    assert.ok(nack?.to === B && nack.message.kind === 'nack' && nack.message.sequence === 77)
  })

  test('says nothing in plain SWIM', () => {
    const bench = new Bench({ nack: false }, [B, C])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: C, ...bare })
    bench.pass(3000)
    assert.deepEqual(bench.sends('nack'), [])
  })

  test('is not talked into pinging strangers', () => {
    const bench = new Bench({}, [B])
    bench.receive(B, { kind: 'ping-req', sequence: 77, target: STRANGER, ...bare })
    assert.deepEqual(bench.sends('ping'), [])
  })
})
