import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shiftCharts } from '../../../analysis/charts/comparison-shift.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('the chart of quantile differences', () => {
  test('says at how many quantiles there is a difference, and where it is largest', () => {
    const { shift } = sampleView({ change: 0.2 })
    assert.ok(shift !== undefined)
    const [chart] = shiftCharts(shift)
    assert.match(
      chart?.summary ?? '',
      /^At (\d+) of \1 quantiles the 95 % band leaves zero out \(p1 to /,
    )
    assert.match(chart?.summary ?? '', /drawing blocks again and again/)
    assert.equal(chart?.table.rows.length, shift.points.length)
  })

  test('has no bands from too few runs, and says so', () => {
    const { shift } = sampleView({ change: 0.2, blocks: 3 })
    assert.ok(shift !== undefined)
    const [chart] = shiftCharts(shift)
    assert.match(chart?.summary ?? '', /^Too few runs for bands\./)
    const series = chart?.option['series']
    assert.ok(Array.isArray(series) && series.length === 1)
  })

  test('is not there without samples', () => {
    const { shift } = sampleView({ change: 0 })
    assert.ok(shift !== undefined)
    assert.deepEqual(shiftCharts({ ...shift, points: [] }), [])
  })
})
