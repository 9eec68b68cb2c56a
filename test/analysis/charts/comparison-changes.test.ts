import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changesChart } from '../../../analysis/charts/comparison-changes.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('the chart of all changes', () => {
  const { comparison } = sampleView({ change: 0.2 })

  test('has a bar for every relative change, and the margin as a band', () => {
    const chart = changesChart(comparison)
    assert.equal(chart?.table.rows.length, 2)
    assert.match(chart?.summary ?? '', /smaller than the margin of 5\.0 %/)
    assert.deepEqual(JSON.parse(JSON.stringify(chart?.option)), chart?.option)
  })

  test('says so where something does not fit on it', () => {
    const wild = comparison.metrics.map((metric) => ({ ...metric, interval: [-0.9, 30] as const }))
    const chart = changesChart({ ...comparison, metrics: wild })
    assert.match(chart?.summary ?? '', /What reaches the edge goes on beyond it\./)
  })

  test('is not there when nothing has a relative change', () => {
    const none = comparison.metrics.map((metric) => ({ ...metric, change: null, interval: null }))
    assert.equal(changesChart({ ...comparison, metrics: none }), undefined)
  })
})
