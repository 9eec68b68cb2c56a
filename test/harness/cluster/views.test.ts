import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('all see a member alive only while each of the others does', () => {
  const views = new MemberViews()
  views.take(line('a', 'c', 'alive'))
  assert.equal(views.allSeeAlive(['a', 'b', 'c'], 'c'), false)
  views.take(line('b', 'c', 'alive'))
  assert.equal(views.allSeeAlive(['a', 'b', 'c'], 'c'), true)
  views.take(line('a', 'c', 'suspect'))
  assert.equal(views.allSeeAlive(['a', 'b', 'c'], 'c'), false)
})

test('an agent that is gone sees nobody', () => {
  const views = new MemberViews()
  views.take(line('a', 'b', 'alive'))
  views.forget('a')
  assert.equal(views.of('a', 'b'), undefined)
  assert.equal(views.allSeeAlive(['a', 'b'], 'b'), false)
})

test('an agent is not among the members it sees', () => {
  const views = new MemberViews()
  views.take(line('a', 'a', 'alive'))
  views.take(line('a', 'b', 'dead'))
  views.take(line('a', 'c', 'alive'))
  assert.deepEqual(Object.fromEntries(views.countsOf('a')), { dead: 1, alive: 1 })
})
