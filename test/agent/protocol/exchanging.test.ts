import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom } from '../../../agent/protocol/presets.ts'
import { Swim } from '../../../agent/protocol/swim.ts'
import { seededRandom } from '../../../agent/runtime/random.ts'
import { B, Bench, C, D, SELF } from '../../support/bench.ts'

describe('an exchange', () => {
  test('brings news of the dead as a suspicion, which they can still refute', () => {
    const bench = new Bench({}, [B, C])
    const members = [{ member: C, status: 'dead', incarnation: 0, by: D } as const]
    bench.feed({ kind: 'exchange-request', stream: 3, from: B, members })
    assert.equal(bench.status(C), 'suspect')
    const [reply] = bench.effects.filter((effect) => effect.kind === 'exchange-reply')
    assert.equal(reply?.stream, 3)
    assert.equal(reply?.members.length, 3)
  })

  test('does not bring back the dead of others as members', () => {
    const bench = new Bench({}, [B])
    const members = [{ member: D, status: 'dead', incarnation: 0 } as const]
    bench.feed({ kind: 'exchange-answer', from: B, members })
    assert.equal(bench.status(D), undefined)
  })
})

describe('joining', () => {
  test('again before anybody noticed the crash still raises the incarnation', () => {
    const bench = new Bench({}, [], [B])
    const alive = { member: SELF, status: 'alive' } as const
    bench.feed({ kind: 'exchange-answer', from: B, members: [{ ...alive, incarnation: 0 }] })
    assert.equal(bench.swim.totals().incarnation, 1)
    bench.feed({ kind: 'exchange-answer', from: B, members: [{ ...alive, incarnation: 1 }] })
    assert.equal(bench.swim.totals().incarnation, 1, 'the echo of this life changes nothing')
  })

  test('asks every seed but itself', () => {
    const bench = new Bench({}, [], [B, SELF, C])
    assert.equal(bench.swim.totals().members.alive, 1)
    const fresh = new Swim({
      self: SELF,
      seeds: [B, SELF, C],
      config: configFrom('default'),
      random: seededRandom(1, 0),
      updateSizeBytes: () => 16,
    })
    const asked = fresh.handle({ kind: 'start' }, 0).filter((effect) => effect.kind === 'exchange')
    assert.deepEqual(
      asked.map(({ to }) => to),
      [B, C],
    )
  })

  test('retries with growing pauses, then gives up and stops', () => {
    const bench = new Bench({ joinBackoffMs: 100, joinTimeoutMs: 2000 }, [], [B])
    const attempts: number[] = []
    for (let atMs = 0; atMs <= 2000; atMs += 10) {
      bench.pass(10)
      if (bench.effects.some((effect) => effect.kind === 'exchange')) attempts.push(bench.nowMs)
      if (bench.effects.some((effect) => effect.kind === 'stop' && effect.why === 'join-failed'))
        break
      bench.take()
    }
    assert.ok(3 <= attempts.length && attempts.length <= 5, attempts.join(' '))
    const gaps = attempts.slice(1).map((atMs, index) => atMs - (attempts[index] ?? 0))
    assert.deepEqual(
      gaps,
      gaps.toSorted((a, b) => a - b),
    )
    assert.equal(bench.swim.deadlineMs(), Number.POSITIVE_INFINITY)
    assert.ok(bench.nowMs <= 2010)
  })

  test('without seeds founds a cluster at once', () => {
    const swim = new Swim({
      self: SELF,
      seeds: [SELF],
      config: configFrom('default'),
      random: seededRandom(1, 0),
      updateSizeBytes: () => 16,
    })
    const [joined] = swim.handle({ kind: 'start' }, 5)
    assert.deepEqual(joined, {
      kind: 'report',
      event: { kind: 'joined', atMs: 5, attempts: 0 },
    })
  })
})
