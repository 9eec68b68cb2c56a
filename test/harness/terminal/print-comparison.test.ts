import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparisonExitCode } from '../../../harness/terminal/print-comparison.ts'
import { sampleView } from '../../support/sample-comparison.ts'

test('a comparison ends with what was asked to fail, and only with that', () => {
  const ending = (change: number, failOn: string[], isInterrupted = false) => {
    const view = sampleView({ change, spread: change === 0.05 ? 0.1 : 0.01 })
    return comparisonExitCode({ view, isInterrupted }, failOn)
  }
  const both = ['regression', 'inconclusive']
  assert.equal(ending(0.3, []), 0)
  assert.equal(ending(0.3, both), 99)
  assert.equal(ending(0.3, ['inconclusive']), 0)
  assert.equal(ending(0.05, both), 3)
  assert.equal(ending(0.05, ['regression']), 0)
  assert.equal(ending(-0.3, both), 0)
  assert.equal(ending(0, both), 0)
  assert.equal(ending(0.3, both, true), 130)
})
