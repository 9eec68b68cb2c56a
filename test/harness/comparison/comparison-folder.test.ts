import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparisonFolder } from '../../../harness/comparison/comparison-folder.ts'

test('a comparison has a folder of its own below comparisons, whatever its sides are called', () => {
  const folder = (base: string, candidate = 'b') => comparisonFolder('results', base, candidate)
  assert.equal(folder('main (1a2b3c4d)'), 'results/comparisons/main-1a2b3c4d..b')
  assert.equal(folder('results/reference-*'), 'results/comparisons/results-reference..b')
  assert.equal(folder('../../etc/passwd', '..'), 'results/comparisons/etc-passwd..unnamed')
  assert.equal(folder('Ψ/π'), 'results/comparisons/Ψ-π..b')
  assert.ok(folder('x'.repeat(500)).length < 100)
})
