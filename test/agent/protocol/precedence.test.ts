import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Status } from '../../../agent/protocol/message.ts'
import { supersedes } from '../../../agent/protocol/precedence.ts'

const claim = fc.record({
  status: fc.constantFrom<Status>('alive', 'suspect', 'dead', 'left'),
  incarnation: fc.nat({ max: 3 }),
})

describe('a member update', () => {
  test('replaces an older incarnation even when it is less severe', () => {
    const known = { status: 'dead', incarnation: 1 } as const
    assert.equal(supersedes({ status: 'alive', incarnation: 2 }, known), true)
  })

  test('of the same incarnation never lifts a suspicion', () => {
    const known = { status: 'suspect', incarnation: 1 } as const
    assert.equal(supersedes({ status: 'alive', incarnation: 1 }, known), false)
  })

  test('never replaces itself', () => {
    fc.assert(fc.property(claim, (one) => !supersedes(one, one)))
  })

  test('of two different ones exactly one replaces the other', () => {
    fc.assert(
      fc.property(claim, claim, (one, other) => {
        const isSame = one.status === other.status && one.incarnation === other.incarnation
        return isSame || supersedes(one, other) !== supersedes(other, one)
      }),
    )
  })

  test('is ordered: what replaces the replacement replaces the first', () => {
    fc.assert(
      fc.property(claim, claim, claim, (a, b, c) => {
        return !(supersedes(b, a) && supersedes(c, b)) || supersedes(c, a)
      }),
    )
  })

  test('in any order of arrival leaves the same view', () => {
    const news = fc
      .array(claim, { minLength: 1 })
      .chain((claims) =>
        fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
      )
    fc.assert(
      fc.property(news, ([claims, shuffled]) => {
        const settle = (arriving: typeof claims): string => {
          const { status, incarnation } = arriving.reduce((known, update) =>
            supersedes(update, known) ? update : known,
          )
          return `${status}@${incarnation}`
        }
        assert.equal(settle(claims), settle(shuffled))
      }),
    )
  })
})
