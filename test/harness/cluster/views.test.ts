import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MemberViews } from '../../../harness/cluster/views.ts'

type Line = Parameters<MemberViews['take']>[0]

function line(agent: string, peer: string, state: Line['state'], incarnation = 0): Line {
  return { event: 'member', agent, timeNs: 1, peer, state, incarnation, why: 'gossip' }
}

test('the last word of an agent about a member is its view', () => {
  const views = new MemberViews()
  views.take(line('a', 'b', 'alive'))
  views.take(line('a', 'b', 'suspect', 1))
  assert.deepEqual(views.of('a', 'b'), { state: 'suspect', incarnation: 1 })
  assert.equal(views.of('b', 'a'), undefined)
})

test('all agree while every running agent sees every other alive', () => {
  const views = new MemberViews()
  for (const agent of ['a', 'b']) views.add(agent)
  views.take(line('a', 'b', 'alive'))
  assert.equal(views.isAgreed, false)
  assert.equal(views.membersAlive, 1)
  views.take(line('b', 'a', 'alive'))
  assert.equal(views.isAgreed, true)
  views.take(line('a', 'b', 'suspect'))
  assert.equal(views.isAgreed, false)
})

test('an agent that is gone sees nobody, and nobody waits for its word', () => {
  const views = new MemberViews()
  for (const agent of ['a', 'b', 'c']) views.add(agent)
  views.take(line('a', 'b', 'alive'))
  views.take(line('b', 'a', 'alive'))
  views.take(line('c', 'a', 'alive'))
  assert.equal(views.aliveBy('a'), 2)
  views.forget('c')
  assert.equal(views.of('c', 'a'), undefined)
  assert.equal(views.aliveBy('a'), 1)
  assert.equal(views.isAgreed, true)
})

test('counting as lines come in gives what looking at everybody would give', () => {
  const agent = fc.constantFrom('a', 'b', 'c', 'd')
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), agent }),
    fc.record({ kind: fc.constant('forget' as const), agent }),
    fc.record({
      kind: fc.constant('line' as const),
      agent,
      peer: agent,
      state: fc.constantFrom('alive' as const, 'suspect' as const, 'dead' as const),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const views = new MemberViews()
      const running = new Set<string>()
      for (const one of steps) {
        if (one.kind === 'line') views.take(line(one.agent, one.peer, one.state))
        else views[one.kind](one.agent)
        if (one.kind === 'add') running.add(one.agent)
        if (one.kind === 'forget') running.delete(one.agent)
        const aliveBy = (member: string) =>
          [...running].filter((by) => by !== member && views.of(by, member)?.state === 'alive')
        const agreed = [...running].filter(
          (member) => aliveBy(member).length === running.size - 1,
        ).length
        for (const member of ['a', 'b', 'c', 'd']) {
          assert.equal(views.aliveBy(member), aliveBy(member).length)
        }
        assert.equal(views.membersAlive, agreed)
        assert.equal(views.isAgreed, agreed === running.size)
      }
    }),
  )
})

test('an agent is not among the members it sees', () => {
  const views = new MemberViews()
  views.take(line('a', 'a', 'alive'))
  views.take(line('a', 'b', 'dead'))
  views.take(line('a', 'c', 'alive'))
  assert.deepEqual(Object.fromEntries(views.countsOf('a')), { dead: 1, alive: 1 })
})
