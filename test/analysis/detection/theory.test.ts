import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { detectionTheory, paperExpectedPeriods } from '../../../analysis/detection/theory.ts'
import { randomFrom } from '../../support/sample-run.ts'

describe('the paper’s expectation', () => {
  for (const [members, periods] of [
    [2, 1.0],
    [3, 1.333],
    [4, 1.421],
    [8, 1.515],
    [16, 1.551],
    [128, 1.578],
  ] as const) {
    test(`for ${members} members is ${periods} periods`, () => {
      assert.ok(Math.abs(paperExpectedPeriods(members) - periods) < 6e-4)
    })
  }
})

/** Time from a crash to the first probe, acted out: every prober shuffles its list round after round. */
function actOut(members: number, random: () => number): number {
  const targets = members - 1
  const crashAt = 3 * targets + random() * targets
  let first = Number.POSITIVE_INFINITY
  for (let prober = 0; prober < targets; prober += 1) {
    const phase = random()
    for (let round = 0; ; round += 1) {
      const order = Array.from({ length: targets }, (_, index) => index)
      for (let last = targets - 1; last > 0; last -= 1) {
        const other = Math.floor(random() * (last + 1))
        const [one, two] = [order[last] as number, order[other] as number]
        order[last] = two
        order[other] = one
      }
      const probedAt = phase + round * targets + order.indexOf(0)
      if (probedAt >= crashAt) {
        first = Math.min(first, probedAt - crashAt)
        break
      }
    }
  }
  return first
}

const model = (members: number) =>
  detectionTheory({ members, probeIntervalS: 1, suspicionS: 2, stretch: 1 })

describe('the expectation of our protocol', () => {
  test('with a single prober is half a period to the probe and one more to the suspicion', () => {
    assert.ok(Math.abs(model(2).firstProbeS - 0.5) < 1e-12)
    assert.ok(Math.abs(model(2).firstSuspectS - 1.5) < 1e-12)
  })

  for (const members of [3, 4, 8, 16]) {
    test(`for ${members} members is what a simulation of it finds`, () => {
      const random = randomFrom(members)
      const samples = Array.from({ length: 40_000 }, () => actOut(members, random))
      const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
      const variance =
        samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length
      const { firstProbeS, firstSuspectWithin } = model(members)
      const standardError = Math.sqrt(variance / samples.length)
      assert.ok(Math.abs(mean - firstProbeS) < 4 * standardError, `${mean} and ${firstProbeS}`)
      for (const t of [0.1, 0.5, 1, 1.5, 3]) {
        const share = samples.filter((sample) => sample <= t).length / samples.length
        assert.ok(Math.abs(share - firstSuspectWithin(1 + t)) < 0.01, `at ${t}`)
      }
    })
  }

  test('for large clusters nears one period to the probe', () => {
    assert.ok(Math.abs(model(2000).firstProbeS - 1) < 0.01)
  })

  test('scales with the interval, and adds the suspicion for the verdict', () => {
    const options = { members: 8, probeIntervalS: 0.2, suspicionS: 3, stretch: 6 }
    const theory = detectionTheory(options)
    assert.ok(Math.abs(theory.firstSuspectS - 0.2 * model(8).firstSuspectS) < 1e-12)
    assert.ok(Math.abs(theory.firstDeadS[0] - theory.firstSuspectS - 3) < 1e-12)
    assert.ok(Math.abs(theory.firstDeadS[1] - theory.firstSuspectS - 18) < 1e-12)
  })

  test('has a distribution that rises from nothing within the first interval to certainty', () => {
    const { firstSuspectWithin } = model(8)
    assert.equal(firstSuspectWithin(0), 0)
    assert.equal(firstSuspectWithin(1), 0)
    assert.equal(firstSuspectWithin(1 + 2 * 7), 1)
    for (let t = 1; t < 15; t += 0.1) {
      assert.ok(firstSuspectWithin(t) <= firstSuspectWithin(t + 0.1) + 1e-12)
    }
  })
})
