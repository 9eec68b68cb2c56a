/** How often a comparison is wrong: two hundred of each kind, without a machine. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CompareOptions, compareSides, type Verdict } from '../../analysis/index.ts'
import { type SimulatedComparison, simulatedSides } from '../support/simulated-runs.ts'

const COMPARISONS = 200
const OPTIONS: CompareOptions = {
  margin: 0.05,
  primary: ['rtt.p50', 'rtt.p99'],
  normalizeBy: 'none',
  design: 'interleaved',
  seed: 1,
}

function verdicts(
  conditions: Omit<SimulatedComparison, 'seed'>,
  options: CompareOptions = OPTIONS,
): Record<Verdict, number> {
  const counts = { regression: 0, improvement: 0, equivalent: 0, inconclusive: 0 }
  for (let seed = 1; seed <= COMPARISONS; seed += 1) {
    const [base, candidate] = simulatedSides({ seed, ...conditions })
    counts[compareSides(base, candidate, options).verdict] += 1
  }
  return counts
}

describe('of 200 comparisons in 10 blocks, with a spread of 5 % and a drift of 10 %,', () => {
  const noise = { blocks: 10, spread: 0.05, drift: 0.1 }

  test('of identical builds at most 5 % claim a difference', () => {
    const { regression, improvement } = verdicts({ ...noise, change: 0 })
    assert.ok(regression + improvement <= 0.05 * COMPARISONS, `${regression}, ${improvement}`)
  })

  test('of builds that differ by 10 % at least 80 % find it, and none finds the opposite', () => {
    const slower = verdicts({ ...noise, change: 0.1 })
    assert.ok(slower.regression >= 0.8 * COMPARISONS, JSON.stringify(slower))
    assert.equal(slower.improvement, 0)
    // Two metrics must both have improved, or one be equivalent: here it is one metric that decides.
    const one = { ...OPTIONS, primary: ['rtt.p50'] }
    const faster = verdicts({ ...noise, change: 1 / 1.1 - 1 }, one)
    assert.ok(faster.improvement >= 0.8 * COMPARISONS, JSON.stringify(faster))
    assert.equal(faster.regression, 0)
  })

  test('of identical builds none claims a difference of blocks that are too few', () => {
    const few = verdicts({ ...noise, blocks: 5, change: 0 })
    assert.equal(few.inconclusive, COMPARISONS)
  })
})

test('a margin that is close to nothing makes no false claims either: the tests hold by themselves', () => {
  const noise = { blocks: 12, spread: 0.05, drift: 0.1, change: 0 }
  const { regression, improvement } = verdicts(noise, { ...OPTIONS, margin: 1e-6 })
  assert.ok(regression + improvement <= 0.07 * COMPARISONS, `${regression}, ${improvement}`)
})

test('a quiet machine finds identical builds equivalent', () => {
  const noise = { blocks: 10, spread: 0.01, drift: 0.1, change: 0 }
  const { equivalent } = verdicts(noise, { ...OPTIONS, primary: ['rtt.p50'] })
  assert.ok(equivalent >= 0.8 * COMPARISONS, `${equivalent}`)
})
