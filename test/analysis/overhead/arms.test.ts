import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  type ArmRun,
  armCosts,
  OVERHEAD_METRICS,
  ratioOf,
} from '../../../analysis/overhead/arms.ts'

function run(round: number, rttP50S: number | null, some: Partial<ArmRun> = {}): ArmRun {
  return { round, rttP50S, rttP99S: null, cpuCores: null, probes: 400, timedOut: 0, ...some }
}

function runs(...rttP50S: (number | null)[]): ArmRun[] {
  return rttP50S.map((value, index) => run(index + 1, value))
}

const latency = fc.double({ min: 1e-6, max: 10, noNaN: true })
const pairs = fc.array(fc.tuple(latency, latency), { minLength: 3, maxLength: 20 })

describe('the ratio of an arm to its baseline', () => {
  test('cancels what slows a whole round', () => {
    const { ratio, interval, rounds } = ratioOf(runs(2, 20, 200), runs(1, 10, 100), 'rttP50S')
    assert.equal(rounds, 3)
    assert.ok(Math.abs((ratio ?? 0) - 2) < 1e-12)
    assert.ok(interval !== null && interval[1] - interval[0] < 1e-9)
  })

  test('has the t interval of the logarithms', () => {
    const { ratio, interval } = ratioOf(runs(1.1, 1.2, 1.3, 1.0), runs(1, 1, 1, 1), 'rttP50S')
    const logs = [1.1, 1.2, 1.3, 1.0].map(Math.log)
    const mean = logs.reduce((sum, log) => sum + log, 0) / 4
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 3)
    const half = (3.182446305284263 * deviation) / 2
    assert.ok(Math.abs((ratio ?? 0) - Math.exp(mean)) < 1e-12)
    assert.ok(Math.abs((interval?.[0] ?? 0) - Math.exp(mean - half)) < 1e-9)
    assert.ok(Math.abs((interval?.[1] ?? 0) - Math.exp(mean + half)) < 1e-9)
  })

  test('takes only rounds in which both have the figure, whatever order they were run in', () => {
    const arm = [run(3, 30), run(1, null), run(4, 4), run(2, 8)]
    const baseline = [run(1, 1), run(2, 2), run(3, 10), run(5, 1)]
    const { ratio, rounds } = ratioOf(arm, baseline, 'rttP50S')
    assert.equal(rounds, 2)
    assert.ok(Math.abs((ratio ?? 0) - Math.sqrt(12)) < 1e-12)
  })

  test('has no interval below three rounds, and is null without any', () => {
    assert.equal(ratioOf(runs(2, 4), runs(1, 1), 'rttP50S').interval, null)
    assert.deepEqual(ratioOf(runs(1), runs(null), 'rttP50S'), {
      rounds: 0,
      ratio: null,
      interval: null,
    })
    assert.equal(ratioOf(runs(1), runs(0), 'rttP50S').ratio, null)
  })

  test('lies in its interval; turned round it is its inverse; units do not matter', () => {
    fc.assert(
      fc.property(pairs, latency, (drawn, unit) => {
        const arm = runs(...drawn.map(([one]) => one))
        const baseline = runs(...drawn.map(([, other]) => other))
        const { ratio, interval } = ratioOf(arm, baseline, 'rttP50S')
        assert.ok(ratio !== null && interval !== null)
        assert.ok(interval[0] <= ratio && ratio <= interval[1])
        const inverse = ratioOf(baseline, arm, 'rttP50S')
        assertClose(inverse.ratio, 1 / ratio)
        assertClose(inverse.interval?.[0], 1 / interval[1])
        const scaled = (some: readonly ArmRun[]) =>
          some.map((one) => ({ ...one, rttP50S: (one.rttP50S ?? 0) * unit }))
        assertClose(ratioOf(scaled(arm), scaled(baseline), 'rttP50S').ratio, ratio)
      }),
    )
  })
})

describe('what arms cost', () => {
  test('is told per arm, against those of its baselines that were measured', () => {
    const costs = armCosts([
      { name: 'off', runs: runs(1, 4), baselines: [] },
      { name: 'tool', runs: runs(2, 8), baselines: ['off', 'on'] },
    ])
    assert.deepEqual(
      costs.map(({ name, typical, comparisons }) => [
        name,
        typical.rttP50S?.toFixed(6),
        comparisons.map(({ baseline, rttP50S }) => [baseline, rttP50S.ratio?.toFixed(6)]),
      ]),
      [
        ['off', '2.000000', []],
        ['tool', '4.000000', [['off', '2.000000']]],
      ],
    )
  })

  test('is null where no run has the figure', () => {
    const [cost] = armCosts([{ name: 'off', runs: runs(null), baselines: ['off'] }])
    for (const metric of OVERHEAD_METRICS) {
      assert.equal(cost?.typical[metric], null)
      assert.equal(cost?.comparisons[0]?.[metric].ratio, null)
    }
  })
})

function assertClose(actual: number | null | undefined, expected: number): void {
  const distance = Math.abs((actual ?? Number.NaN) / expected - 1)
  assert.ok(distance < 1e-6, `${actual} is not ${expected}`)
}
