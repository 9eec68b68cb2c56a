import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clockTime, memberChange } from '../../../harness/terminal/member-change.ts'
import { plain } from '../../../harness/terminal/paint.ts'

const line = {
  event: 'member',
  agent: 'a:1',
  timeNs: 1,
  peer: 'b:2',
  state: 'suspect',
  incarnation: 0,
  why: 'gossip',
  by: 'c:3',
} as const

describe('a change of mind', () => {
  test('tells whose word it was', () => {
    assert.equal(memberChange(line, plain), 'b:2 is suspect (gossip, by c:3)')
  })

  test('does not tell that an agent believes itself', () => {
    const own = { ...line, why: 'probe-failed', by: 'a:1' } as const
    assert.equal(memberChange(own, plain), 'b:2 is suspect (probe failed)')
  })

  test('tells a raised incarnation', () => {
    const { by: _, ...rest } = line
    const refuted = { ...rest, state: 'alive', why: 'refuted', incarnation: 2 } as const
    assert.equal(memberChange(refuted, plain), 'b:2 is alive (refuted, incarnation 2)')
  })

  test('says nothing twice', () => {
    const { by: _, ...rest } = line
    assert.equal(memberChange({ ...rest, state: 'left', why: 'left' }, plain), 'b:2 is left')
  })
})

test('the time of day is local and to the second', () => {
  assert.equal(clockTime(new Date(2026, 10, 22, 9, 5, 7)), '09:05:07')
})
