import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ARMS } from '../../../harness/overhead/arms.ts'
import { planRuns, RunTimes } from '../../../harness/overhead/plan.ts'

const [first, second] = ARMS as [(typeof ARMS)[0], (typeof ARMS)[0]]

describe('the plan of runs', () => {
  test('has every arm once in every round, rounds in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(2 ** 32 - 1), (rounds, seed) => {
        const plan = planRuns(ARMS, rounds, seed)
        assert.equal(plan.length, rounds * ARMS.length)
        for (let round = 1; round <= rounds; round++) {
          const runs = plan.slice((round - 1) * ARMS.length, round * ARMS.length)
          assert.ok(runs.every((run) => run.round === round))
          assert.equal(new Set(runs.map(({ arm }) => arm)).size, ARMS.length)
        }
      }),
    )
  })

  test('follows from its seed', () => {
    const order = (seed: number) => planRuns(ARMS, 5, seed).map(({ arm }) => arm.name)
    assert.deepEqual(order(7), order(7))
    assert.notDeepEqual(order(7), order(8))
  })

  test('lets every arm come first now and then', () => {
    const rounds = 200
    const plan = planRuns(ARMS, rounds, 1)
    for (const arm of ARMS) {
      const firsts = plan.filter((run, at) => at % ARMS.length === 0 && run.arm === arm).length
      const share = (firsts / rounds) * ARMS.length
      assert.ok(0.5 < share && share < 1.5, `${arm.name}: ${firsts} of ${rounds}`)
    }
  })
})

describe('the time that is left', () => {
  const plan = [first, first, second].map((arm) => ({ round: 1, arm }))

  test('is guessed before anything is known', () => {
    const leftMs = new RunTimes(10_000).leftMs(plan)
    assert.ok(leftMs > 30_000 && leftMs < 60_000)
    assert.equal(new RunTimes(10_000).leftMs([]), 0)
  })

  test('is what runs of the same arm took, and others where there was none', () => {
    const times = new RunTimes(10_000)
    times.took(first, 1000)
    times.took(first, 3000)
    assert.equal(times.leftMs(plan), 6000)
    times.took(second, 10_000)
    assert.equal(times.leftMs(plan), 14_000)
  })
})
