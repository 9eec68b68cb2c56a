import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChartOption, Json } from '../../../analysis/charts/chart.ts'
import { chartIdOf, historyChart } from '../../../analysis/charts/history-chart.ts'
import { LIGHT } from '../../../analysis/charts/palette.ts'
import type { History, HistorySeries } from '../../../analysis/history/history.ts'
import { renderSvg } from '../../../analysis/index.ts'
import {
  historyOf,
  metricNamed,
  sampleHistoryRun,
  steppedHistory,
} from '../../support/sample-history.ts'

const chartOf = (history: History) => historyChart(history, history.series[0] as HistorySeries)
const curves = (history: History) => chartOf(history).option['series'] as readonly ChartOption[]
const curve = (history: History, name: string): ChartOption =>
  curves(history).find((one) => one['name'] === name) ?? {}

describe('the chart of a history', () => {
  test('has a dot for every run and a line through the medians', () => {
    const history = steppedHistory()
    assert.equal((curve(history, 'run')['data'] as Json[]).length, 121)
    assert.equal((curve(history, 'median')['data'] as Json[]).length, 41)
  })

  test('marks a step and the levels beside it', () => {
    const level = curve(steppedHistory(), 'level')
    const places = (level['data'] as (readonly number[])[]).map((at) => at?.[0])
    assert.deepEqual(places, [0, 24, undefined, 25, 40])
    const { data } = level['markLine'] as { data: { xAxis: number; label: ChartOption }[] }
    assert.equal(data[0]?.xAxis, 25)
    assert.match(String(data[0]?.label['formatter']), /^\+(?:9|10)\.\d %$/)
  })

  test('has no levels without a step', () => {
    const history = historyOf({ runs: [sampleHistoryRun({ sha: 'a' })] })
    assert.deepEqual(curve(history, 'level'), {})
  })

  test('says the same in words and as a table', () => {
    const { summary, table } = chartOf(steppedHistory())
    assert.match(summary, /^The runs of 41 points and their medians, .*; 1 change point\. Hollow/)
    assert.equal(table.rows.length, 41)
    assert.match(table.rows[25]?.at(-1) ?? '', /^\+/)
  })

  test('of bytes has its ticks at round numbers of binary units', () => {
    const memory = { ...metricNamed('memory.perAgent'), id: 'rtt.p50' }
    const runs = [70e6, 75e6].map((value, index) => ({
      ...sampleHistoryRun({ sha: String(index), run: index }),
      values: { 'rtt.p50': value },
    }))
    const { yAxis } = chartOf(historyOf({ runs, metrics: [memory] })).option
    const { interval, min, max } = yAxis as { interval: number; min: number; max: number }
    assert.equal(interval, 2 * 1024 ** 2)
    assert.ok(min % interval === 0 && min < 70e6 && 75e6 < max)
  })

  test('of a metric that no run has says so', () => {
    const history = historyOf({ runs: [sampleHistoryRun({ sha: 'a', rttP50S: null })] })
    assert.equal(chartOf(history).summary, 'No run has this metric.')
  })

  test('can be drawn', async () => {
    assert.match(
      await renderSvg(chartOf(steppedHistory()), { palette: LIGHT, widthPx: 800 }),
      /<svg.*c0000000/s,
    )
  })

  test('has an id that is fit for a page', () => {
    assert.equal(chartIdOf({ id: 'p99.9 "><x' } as HistorySeries), 'history-p99-9-x')
  })
})
