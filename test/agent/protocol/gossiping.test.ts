import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { B, Bench, C, SELF } from '../../support/bench.ts'

describe('leaving', () => {
  test('says goodbye at once, and stops when its time is up', () => {
    const bench = new Bench({ leaveMs: 300 }, [B, C])
    bench.feed({ kind: 'leave' })
    const goodbye = bench.sends('gossip')
    assert.ok(0 < goodbye.length)
    const left = { member: SELF, status: 'left', incarnation: 0 } as const
    assert.ok(
      goodbye.every(({ message }) =>
        message.updates.some((update) => update.member === left.member && update.status === 'left'),
      ),
    )
    bench.take()
    bench.pass(300)
    assert.deepEqual(
      bench.effects.filter((effect) => effect.kind === 'stop'),
      [{ kind: 'stop', why: 'left' }],
    )
    assert.deepEqual(bench.swim.handle({ kind: 'wake' }, 10_000), [])
  })

  test('is not undone by whoever says otherwise', () => {
    const bench = new Bench({}, [B])
    bench.feed({ kind: 'leave' })
    bench.hear({ member: SELF, status: 'suspect', incarnation: 0, by: B })
    assert.equal(bench.status(SELF), 'left')
    assert.equal(bench.swim.totals().incarnation, 0)
  })
})
