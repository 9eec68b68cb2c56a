import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Chart, ChartOption } from '../../../analysis/charts/chart.ts'
import { memberViewsChart } from '../../../analysis/charts/member-views.ts'
import { sampleRun } from '../../support/sample-run.ts'

function chartOf(options: Parameters<typeof sampleRun>[0]): Chart {
  const { record, changes } = sampleRun(options)
  const members = record.perAgent.map(({ agent }) => agent)
  return memberViewsChart({ changes, members, durationS: options.durationS, faults: record.faults })
}

const rowsOf = ({ option }: Chart) => (option['yAxis'] as { data: string[] }).data
const stripsOf = ({ option }: Chart, name: string) =>
  ((option['series'] as readonly ChartOption[]).find((series) => series['name'] === name)?.[
    'data'
  ] ?? []) as readonly (readonly number[])[]

describe('members’ views over time', () => {
  test('have a strip for each member of a small cluster', () => {
    const chart = chartOf({ agents: 4, durationS: 30 })
    assert.deepEqual(rowsOf(chart), [':9000', ':9001', ':9002', ':9003'])
    assert.deepEqual(
      stripsOf(chart, 'alive').map(([row, from, to, low, high]) => [row, from, to, low, high]),
      [0, 1, 2, 3].map((row) => [row, 0, 30, 0, 1]),
    )
    assert.deepEqual(stripsOf(chart, 'suspect'), [])
    assert.match(chart.summary, /all 4 members alive throughout/)
  })

  test('put the undoubted members of a large cluster together', () => {
    const chart = chartOf({ agents: 200, durationS: 60, crashes: 3 })
    const rows = rowsOf(chart)
    assert.ok(rows.length <= 4)
    assert.match(rows.at(-1) ?? '', /^19\d others$/)
    assert.ok(chart.heightPx < 400)
    assert.ok(JSON.stringify(chart.option).length < 100_000)
  })

  test('show who was really down beside who was thought to be', () => {
    const chart = chartOf({ agents: 4, durationS: 30, crashes: 1 })
    assert.equal(stripsOf(chart, 'really down').length, 1)
    assert.ok(stripsOf(chart, 'suspect').length > 0)
    assert.ok(stripsOf(chart, 'dead').some(([, , , , high]) => high === 1))
    assert.equal(chart.table.rows.length, 1)
  })
})
