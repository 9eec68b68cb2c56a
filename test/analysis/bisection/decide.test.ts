import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  BISECTION_ALPHA,
  decideCommit,
  decideEnds,
  lookSchedule,
  planLooks,
} from '../../../analysis/bisection/decide.ts'

const LOOKS = { blocks: 6, level: 0.005, share: 0.5 }
const MARGIN = Math.log1p(0.05)
const around = (middle: number, spread: number) =>
  [-1, 1, -0.5, 0.5, -1, 1].map((step) => middle + spread * step)

describe('the schedule of looks', () => {
  test('begins with few blocks, doubles, and ends with as many as were allowed', () => {
    assert.deepEqual(lookSchedule(6, 24), [6, 12, 24])
    assert.deepEqual(lookSchedule(6, 20), [6, 12, 20])
    assert.deepEqual(lookSchedule(6, 6), [6])
    assert.deepEqual(lookSchedule(6, 3), [3])
  })

  test('spends 5 % of error in all, over both directions of the ends, every halving and every look', () => {
    const looks = planLooks(8, [6, 12, 24])
    assert.deepEqual(
      looks.map(({ blocks }) => blocks),
      [6, 12, 24],
    )
    const spent = looks.reduce((sum, { level }) => sum + level, 0)
    assert.ok(Math.abs(spent * (2 + 3) - BISECTION_ALPHA) < 1e-12)
    assert.ok((looks[2]?.level ?? 0) > (looks[0]?.level ?? 1), 'the last look may spend most')
    assert.equal(planLooks(1, [6])[0]?.level, BISECTION_ALPHA / 2)
  })
})

describe('GOOD and BAD', () => {
  test('differ by the margin or more, in either direction, when the interval leaves no doubt', () => {
    for (const sign of [1, -1]) {
      const { verdict, estimate, confidence } = decideEnds(around(sign * 0.3, 0.02), MARGIN, LOOKS)
      assert.equal(verdict, 'moved')
      assert.ok(Math.abs(estimate - sign * 0.3) < 1e-12)
      assert.ok(confidence > 0.99)
    }
  })

  test('are the same when the interval lies within the margin', () => {
    assert.equal(decideEnds(around(0.001, 0.01), MARGIN, LOOKS).verdict, 'not-moved')
  })

  test('are undecided when they differ by about the margin, or by more perhaps', () => {
    assert.equal(decideEnds(around(0.048, 0.001), MARGIN, LOOKS).verdict, 'undecided')
    assert.equal(decideEnds(around(0.2, 0.3), MARGIN, LOOKS).verdict, 'undecided')
  })

  test('are undecided while BAD may lie before the middle of its own way', () => {
    assert.equal(decideEnds(around(1, 0.35), MARGIN, LOOKS).verdict, 'undecided')
    assert.equal(decideEnds(around(1, 0.2), MARGIN, LOOKS).verdict, 'moved')
  })

  test('are undecided after a single block, whatever it says', () => {
    const { verdict, confidence } = decideEnds([3], MARGIN, LOOKS)
    assert.deepEqual([verdict, confidence], ['undecided', 0])
  })
})

describe('a commit', () => {
  test('has moved when it surely lies beyond the middle, and has not when it surely lies before', () => {
    for (const sign of [1, -1]) {
      const at = (share: number) =>
        decideCommit(around(sign * share, 0.02), sign * 0.4, LOOKS).verdict
      assert.deepEqual(
        [at(0), at(0.1), at(0.2), at(0.3), at(0.4), at(0.9)],
        [...['not-moved', 'not-moved', 'undecided', 'moved', 'moved', 'moved']],
      )
    }
  })

  test('that went the other way has not moved', () => {
    assert.equal(decideCommit(around(-0.4, 0.02), 0.4, LOOKS).verdict, 'not-moved')
  })

  test('measured without any spread is decided for sure', () => {
    const { verdict, confidence } = decideCommit([0.4, 0.4, 0.4], 0.4, LOOKS)
    assert.deepEqual([verdict, confidence], ['moved', 1])
  })

  test('is decided by factors: exchanging commit and GOOD exchanges the signs and nothing else', () => {
    const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 })
    const distance = fc.double({ min: 0.05, max: 2, noNaN: true })
    fc.assert(
      fc.property(differences, distance, (blocks, far) => {
        const straight = decideCommit(blocks, far, LOOKS)
        const mirrored = decideCommit(
          blocks.map((block) => -block),
          -far,
          LOOKS,
        )
        assert.equal(mirrored.verdict, straight.verdict)
        assert.ok(Math.abs(mirrored.confidence - straight.confidence) < 1e-9)
      }),
    )
  })

  test('has the confidence of its interval at least: a verdict never comes with less than its level', () => {
    const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 })
    fc.assert(
      fc.property(differences, (blocks) => {
        const { verdict, confidence } = decideCommit(blocks, 0.3, LOOKS)
        if (verdict !== 'undecided') assert.ok(confidence >= 1 - LOOKS.level / LOOKS.share - 1e-9)
      }),
    )
  })
})
