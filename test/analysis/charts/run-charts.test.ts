import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Chart, ChartOption } from '../../../analysis/charts/chart.ts'
import { probeCharts, runCharts } from '../../../analysis/charts/run-charts.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'
import { sampleRun } from '../../support/sample-run.ts'

const idsOf = (charts: readonly Chart[]) => charts.map(({ id }) => id)
const seriesOf = ({ option }: Chart, name: string) =>
  (option['series'] as readonly ChartOption[]).find((series) => series['name'] === name)
const pointsOf = (chart: Chart, name: string) =>
  (seriesOf(chart, name)?.['data'] ?? []) as readonly (readonly number[])[]

function chartOf(charts: readonly Chart[], id: string): Chart {
  const chart = charts.find((one) => one.id === id)
  assert.ok(chart !== undefined, `no chart ${id}`)
  return chart
}

describe('the charts of a run', () => {
  test('are these, in this order', () => {
    const { record, probes, changes } = sampleRun({ agents: 8, durationS: 60, crashes: 4 })
    assert.deepEqual(idsOf(runCharts(record, probes, changes)), [
      'rtt-over-time',
      'rtt-distribution',
      'rtt-cumulative',
      'rtt-tail',
      'rolling-jitter',
      'segments',
      'detection',
      'member-views',
      'message-load',
      'resources',
    ])
  })

  test('leave out what was not measured', () => {
    const { record } = sampleRun({ agents: 4, durationS: 30 })
    const perAgent = record.perAgent.map((one) => ({ ...one, cpuCores: null, rssBytes: null }))
    const rtt = { ...record.rtt, segments: null }
    assert.deepEqual(idsOf(runCharts({ ...record, rtt, perAgent }, undefined, [])), [
      'message-load',
    ])
  })

  test('are plain JSON, so that they can be put into a page', () => {
    const { record, probes, changes } = sampleRun({ agents: 4, durationS: 30, crashes: 1 })
    for (const { option } of runCharts(record, probes, changes)) {
      assert.deepEqual(JSON.parse(JSON.stringify(option)), option)
    }
  })

  test('say what they show in words and as a table', () => {
    const { record, probes, changes } = sampleRun({ agents: 4, durationS: 30, crashes: 1 })
    for (const { id, summary, table } of runCharts(record, probes, changes)) {
      assert.match(summary, /\.$/, id)
      for (const row of table.rows) assert.equal(row.length, table.columns.length, id)
    }
  })
})

describe('RTT over time', () => {
  test('draws every probe of a small run', () => {
    const { record, probes } = sampleRun({ agents: 4, durationS: 30 })
    const chart = chartOf(runCharts(record, probes, []), 'rtt-over-time')
    assert.equal(pointsOf(chart, 'one probe').length, 120)
    assert.match(chart.summary, /120 answered probes/)
  })

  test('of a large run stays small and loses neither maximum nor time-outs', () => {
    const { record, probes } = sampleRun({
      agents: 20,
      durationS: 20,
      probeIntervalS: 0.01,
      lossShare: 0.001,
    })
    const chart = chartOf(runCharts(record, probes, []), 'rtt-over-time')
    assert.ok(JSON.stringify(chart.option).length < 100_000)
    const highest = Math.max(...pointsOf(chart, 'max').map(([, value]) => value ?? 0))
    assert.ok(Math.abs(10 ** highest / (record.rtt.max ?? 0) - 1) < 1e-5)
    assert.equal(pointsOf(chart, 'timed out').length, record.probes.timedOut)
  })
})

describe('the cumulative distribution', () => {
  test('ends below a hundred per cent when probes timed out', () => {
    const builder = new ProbeTableBuilder()
    for (let cycle = 0; cycle < 10; cycle += 1) {
      const isLost = cycle === 9
      builder.append({
        agent: 'a',
        target: 'b',
        intendedAtS: cycle,
        sentAtS: cycle,
        rttS: isLost ? Number.NaN : 1e-3 * (cycle + 1),
        outcome: isLost ? 'timed-out' : 'acked',
      })
    }
    const charts = probeCharts({
      probes: builder.build(),
      durationS: 10,
      probeTimeoutS: 0.5,
      faults: [],
    })
    const curve = pointsOf(chartOf(charts, 'rtt-cumulative'), 'answered within')
    assert.equal(curve.at(-1)?.[1], 0.9)
  })

  test('is not drawn where nothing was answered', () => {
    const probes = new ProbeTableBuilder().build()
    assert.deepEqual(
      probeCharts({ probes, durationS: 10, probeTimeoutS: undefined, faults: [] }),
      [],
    )
  })
})

describe('the detection chart', () => {
  test('has a step per crash and the theory beside it', () => {
    const { record, probes, changes } = sampleRun({ agents: 8, durationS: 160, crashes: 20 })
    const chart = chartOf(runCharts(record, probes, changes), 'detection')
    assert.equal(pointsOf(chart, 'all survivors agree').length, 22)
    const theory = pointsOf(chart, 'first suspicion, expected').map(([, share]) => share ?? 0)
    assert.equal(theory[0], 0)
    assert.ok((theory.at(-1) ?? 0) > 0.95)
    assert.match(chart.summary, /the protocol’s expectation is/)
  })
})
