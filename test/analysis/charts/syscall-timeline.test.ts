import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChartOption } from '../../../analysis/charts/chart.ts'
import { LIGHT } from '../../../analysis/charts/palette.ts'
import { renderSvg } from '../../../analysis/charts/render-svg.ts'
import { syscallTimeline } from '../../../analysis/charts/syscall-timeline.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

const { busiest } = sampleCapture().report
const chart = syscallTimeline(busiest)
assert.ok(chart !== undefined && busiest !== null)
const series = chart.option['series'] as readonly ChartOption[]

describe('the picture of the busiest moment', () => {
  test('has every call as a bar in the row of its thread, named by what it carried', () => {
    const bars = series.flatMap(({ data }) => data as readonly { name: string; value: number[] }[])
    assert.equal(bars.length, busiest.bars.length)
    assert.ok(bars.some(({ name }) => /^sendto: ping #\d+ to 127\.0\.0\.1:900[12]$/.test(name)))
    for (const { value } of bars) {
      const [row = -1, fromS = -1, toS = -1] = value
      assert.ok(row === 0 && fromS >= 0 && toS <= busiest.lengthS)
    }
  })

  test('has the same in its table', () => {
    assert.equal(chart.table.rows.length, busiest.bars.length)
    assert.deepEqual(chart.table.rows[0]?.[1], 'protocol 1')
  })

  test('can be drawn without a browser', async () => {
    assert.match(await renderSvg(chart, { palette: LIGHT, widthPx: 800 }), /protocol 1/)
  })

  test('is not drawn without times', () => {
    assert.equal(syscallTimeline(null), undefined)
  })
})
