import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChartOption } from '../../../analysis/charts/chart.ts'
import { segmentsChart } from '../../../analysis/charts/segments-chart.ts'
import { SEGMENT_NAMES } from '../../../analysis/latency/segments.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { record } = sampleRun({ agents: 4, durationS: 600 })
const seriesOf = (of: Pick<typeof record, 'rtt' | 'floor'>) =>
  (segmentsChart(of)?.option['series'] ?? []) as readonly ChartOption[]

describe('the picture of the segments', () => {
  test('has their medians end to end, in the order of the round trip', () => {
    const stack = seriesOf(record).filter(({ type }) => type === 'bar')
    const medians = SEGMENT_NAMES.map((name) => record.rtt.segments?.parts[name].p50 ?? 0)
    assert.deepEqual(
      stack.map(({ stack: name, data }) => [name, data]),
      medians.map((p50) => ['medians', [Number(p50.toPrecision(7))]]),
    )
  })

  test('has three points for each of them: p50, p90 and p99', () => {
    const rows = seriesOf(record).filter(({ type }) => type === 'line')
    assert.equal(rows.length, 6)
    for (const { data } of rows) {
      const values = (data as readonly ChartOption[]).map(
        ({ value }) => (value as number[])[0] ?? 0,
      )
      assert.equal(values.length, 3)
      assert.deepEqual(
        values,
        values.toSorted((a, b) => a - b),
      )
    }
  })

  test('marks the floor where it was measured', () => {
    assert.match(JSON.stringify(seriesOf(record)), /floor \d/)
    assert.doesNotMatch(JSON.stringify(seriesOf({ ...record, floor: null })), /floor \d/)
  })

  test('says in words what it shows, and what it leaves out', () => {
    const { summary = '', table } = segmentsChart(record) ?? {}
    assert.match(summary, /medians sum to 12\d µs \(the median RTT is 12\d µs\)/)
    assert.match(summary, /our wake-up \(\d\d\.\d %\) and wake-up at the peer/)
    assert.match(summary, /\d+ cycles could not be split\.$/)
    assert.equal(table?.rows.length, 6)
  })

  test('is not drawn without segments, or without enough of them', () => {
    const { rtt, floor } = record
    assert.equal(segmentsChart({ rtt: { ...rtt, segments: null }, floor }), undefined)
    const few = sampleRun({ agents: 2, durationS: 2 }).record
    assert.ok(few.rtt.segments !== null)
    assert.equal(segmentsChart(few), undefined)
  })
})
