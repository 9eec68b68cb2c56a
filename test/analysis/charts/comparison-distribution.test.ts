import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distributionCharts } from '../../../analysis/charts/comparison-distribution.ts'
import { sampleView } from '../../support/sample-comparison.ts'

test('round trips of both sides are drawn over each other, where both have some', () => {
  const { rtts } = sampleView({ change: 0.2 })
  assert.ok(rtts !== undefined)
  const charts = distributionCharts(rtts)
  assert.deepEqual(
    charts.map(({ id }) => id),
    ['comparison-cumulative', 'comparison-tail'],
  )
  assert.match(charts[0]?.summary ?? '', /^5,000 round trips of the base and 5,000 /)
  for (const { option, table } of charts) {
    assert.deepEqual(JSON.parse(JSON.stringify(option)), option)
    assert.equal(table.columns.length, 3)
  }
  assert.deepEqual(distributionCharts({ ...rtts, base: [] }), [])
  assert.deepEqual(distributionCharts({ ...rtts, base: [{ encoded: 'broken' }] }), [])
})
