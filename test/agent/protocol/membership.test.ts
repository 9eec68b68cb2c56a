import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MemberUpdate } from '../../../agent/protocol/message.ts'
import { B, Bench, bare, C, D, SELF } from '../../support/bench.ts'

describe('a suspicion', () => {
  const accusation = (by: string): MemberUpdate => ({
    member: C,
    status: 'suspect',
    incarnation: 0,
    by,
  })

  test('becomes a death when nobody refutes it in time', () => {
    const bench = new Bench({ suspicionMs: 2000 }, [B, C])
    bench.hear(accusation(B))
    bench.pass(1999)
    assert.equal(bench.status(C), 'suspect')
    bench.pass(1)
    assert.equal(bench.status(C), 'dead')
    assert.equal(bench.events('suspicion')[0]?.outcome, 'confirmed')
  })

  test('is lifted by the accused under a higher incarnation', () => {
    const bench = new Bench({}, [B, C])
    bench.hear(accusation(B))
    bench.hear({ member: C, status: 'alive', incarnation: 1 })
    assert.equal(bench.status(C), 'alive')
    assert.equal(bench.events('suspicion')[0]?.outcome, 'refuted')
    assert.equal(bench.events('member').at(-1)?.why, 'refuted')
  })

  test('is shortened by independent confirmations, not by one accuser repeating itself', () => {
    // Too rare a probe for the agent to become an accuser itself.
    const knobs = {
      suspicionStretch: 6,
      confirmationCount: 2,
      suspicionMs: 2000,
      probeIntervalMs: 100_000,
    }
    const alone = new Bench(knobs, [B, C, D, '10.0.0.5:9000'])
    for (let repeat = 0; repeat < 5; repeat++) alone.hear(accusation(B))
    alone.pass(11_000)
    assert.equal(alone.status(C), 'suspect')
    const confirmed = new Bench(knobs, [B, C, D, '10.0.0.5:9000'])
    for (const by of [B, D, '10.0.0.5:9000']) confirmed.hear(accusation(by))
    confirmed.pass(2000)
    assert.equal(confirmed.status(C), 'dead')
    assert.equal(confirmed.events('suspicion')[0]?.accusers.length, 3)
  })

  test('is not raised on a ping that a former life of the member left unanswered', () => {
    const bench = new Bench({}, [B])
    bench.nextPing()
    bench.pass(500)
    bench.hear({ member: B, status: 'alive', incarnation: 1 })
    bench.pass(600)
    assert.equal(bench.swim.counters.probesTimedOut, 1)
    assert.equal(bench.status(B), 'alive')
  })

  test('is told to its suspect before all other news, and not without the buddy system', () => {
    for (const buddy of [true, false]) {
      const bench = new Bench({ buddy, datagramBytesMax: 64 + 16 }, [B, C, D])
      bench.hear(accusation(B))
      bench.take()
      // Room for one piece of news, and others are fresher.
      for (const update of ['a', 'b', 'c']) {
        bench.hear({
          member: `10.0.1.${update.charCodeAt(0)}:9000`,
          status: 'alive',
          incarnation: 0,
        })
      }
      bench.receive(C, { kind: 'ping', sequence: 1, ...bare })
      const [ack] = bench.sends('ack')
      assert.equal(ack?.message.updates[0]?.member === C, buddy)
    }
  })
})

describe('news about the agent itself', () => {
  test('is refuted by a higher incarnation, and costs local health', () => {
    const bench = new Bench({}, [B])
    bench.hear({ member: SELF, status: 'suspect', incarnation: 0, by: B })
    assert.equal(bench.swim.totals().incarnation, 1)
    assert.equal(bench.swim.totals().localHealth, 1)
    bench.receive(B, { kind: 'ping', sequence: 1, ...bare })
    const refutation = bench.sends('ack')[0]?.message.updates.find(({ member }) => member === SELF)
    assert.deepEqual(refutation, { member: SELF, status: 'alive', incarnation: 1 })
  })

  test('from a former life is outlived without costing local health', () => {
    const bench = new Bench({}, [], [B])
    bench.feed({
      kind: 'exchange-answer',
      from: B,
      members: [
        { member: B, status: 'alive', incarnation: 0 },
        { member: SELF, status: 'dead', incarnation: 4, by: C },
      ],
    })
    assert.equal(bench.swim.totals().incarnation, 5)
    assert.equal(bench.swim.totals().localHealth, 0)
    assert.equal(bench.swim.counters.selfRefutations, 0)
  })
})
