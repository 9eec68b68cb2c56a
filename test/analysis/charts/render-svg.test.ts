import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DARK, LIGHT } from '../../../analysis/charts/palette.ts'
import { renderSvg } from '../../../analysis/charts/render-svg.ts'
import { runCharts } from '../../../analysis/charts/run-charts.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { record, probes, changes } = sampleRun({ agents: 5, durationS: 30, crashes: 1 })
const charts = runCharts(record, probes, changes)
const picture = { palette: LIGHT, widthPx: 800 }

describe('a chart as SVG', () => {
  for (const chart of charts) {
    test(`draws ${chart.id} with its title and something in it`, async () => {
      const svg = await renderSvg(chart, picture)
      assert.match(svg, /^<svg width="800" height="\d+"/)
      assert.ok(svg.includes(`>${chart.title}</text>`))
      assert.ok((svg.match(/<path/g) ?? []).length > 5)
      assert.ok(!svg.includes('NaN'), 'a coordinate is not a number')
      assert.ok(!svg.includes('[object'), 'a marker was not revived')
    })
  }

  test('stays XML whatever its labels hold', async () => {
    const [chart = assert.fail('no chart')] = charts
    const svg = await renderSvg({ ...chart, title: 'evil\u001b[2J\u0007\uffff' }, picture)
    assert.ok(svg.includes('>evil\ufffd[2J\ufffd\ufffd</text>'))
  })

  test('is the same text every time', async () => {
    for (const chart of charts) {
      assert.equal(await renderSvg(chart, picture), await renderSvg(chart, picture), chart.id)
    }
  })

  test('takes the colours it is given', async () => {
    const [chart] = charts
    assert.ok(chart !== undefined)
    const svg = await renderSvg(chart, { ...picture, palette: DARK })
    assert.ok(svg.includes(DARK.first) && svg.includes(DARK.background))
    assert.ok(!svg.includes(LIGHT.first))
  })
})
