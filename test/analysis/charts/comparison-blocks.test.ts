import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksChart } from '../../../analysis/charts/comparison-blocks.ts'
import { sampleView } from '../../support/sample-comparison.ts'

test('blocks are drawn each by itself, and only where runs are paired', () => {
  const [metric] = sampleView({ change: 0.2 }).comparison.metrics
  assert.ok(metric !== undefined)
  const chart = blocksChart(metric)
  assert.equal(chart?.table.rows.length, 10)
  assert.match(chart?.summary ?? '', /^In 10 of 10 blocks the candidate is higher/)
  assert.equal(blocksChart({ ...metric, blocks: [] }), undefined)
})
