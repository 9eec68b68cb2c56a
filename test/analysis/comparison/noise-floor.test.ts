import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareSides } from '../../../analysis/comparison/compare-sides.ts'
import type { CompareOptions } from '../../../analysis/comparison/comparison.ts'
import { noiseFloors, optionsProblem } from '../../../analysis/comparison/noise-floor.ts'
import { simulatedSides } from '../../support/simulated-runs.ts'

const OPTIONS: CompareOptions = {
  margin: 0.05,
  primary: ['rtt.p50'],
  normalizeBy: 'none',
  design: 'interleaved',
  seed: 1,
}

function compareAA(spread: number, blocks: number, margin = OPTIONS.margin) {
  const [base, candidate] = simulatedSides({ seed: 7, blocks, change: 0, spread, drift: 0 })
  return compareSides(base, candidate, { ...OPTIONS, margin })
}

describe('the noise floor', () => {
  test('is the margin from which on the identical builds are found equivalent', () => {
    for (const spread of [0.01, 0.05]) {
      const floor = noiseFloors(compareAA(spread, 10)).get('rtt.p50') ?? 0
      assert.ok(floor > 0)
      const verdict = (margin: number) => compareAA(spread, 10, margin).verdict
      assert.equal(verdict(floor * 1.001), 'equivalent')
      assert.notEqual(verdict(floor * 0.999), 'equivalent')
    }
  })

  test('is not known from too few blocks', () => {
    assert.equal(noiseFloors(compareAA(0.01, 5)).size, 0)
  })
})

describe('options', () => {
  const problem = (options: Partial<CompareOptions>) => optionsProblem({ ...OPTIONS, ...options })

  test('are fine as they stand', () => {
    assert.equal(problem({}), undefined)
    assert.equal(problem({ noiseFloor: 0.03 }), undefined)
  })

  test('with a margin below what the machine can tell are refused', () => {
    assert.match(problem({ noiseFloor: 0.08 }) ?? '', /5\.00 % is below .* 8\.00 %/)
  })

  test('without a margin, or with primary metrics that cannot be, are refused', () => {
    assert.match(problem({ margin: 0 }) ?? '', /more than 0 %/)
    assert.match(problem({ margin: Number.NaN }) ?? '', /more than 0 %/)
    assert.match(problem({ primary: [] }) ?? '', /one to 3/)
    assert.match(problem({ primary: ['a', 'b', 'c', 'd'] }) ?? '', /not 4/)
    assert.match(problem({ primary: ['rtt.p51'] }) ?? '', /no metric is called rtt\.p51/)
    assert.match(problem({ primary: ['rtt.p50', 'rtt.p50'] }) ?? '', /twice/)
  })
})
