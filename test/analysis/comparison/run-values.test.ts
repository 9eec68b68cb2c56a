import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { METRICS } from '../../../analysis/comparison/metrics.ts'
import { runValues } from '../../../analysis/comparison/run-values.ts'
import { sampleRun } from '../../support/sample-run.ts'

describe('the values of a run', () => {
  const { record } = sampleRun({ agents: 5, durationS: 60, crashes: 2, lossShare: 0.01 })
  const run = runValues(record, { block: 3, order: 'second' })

  test('are those of its record, under the ids of thresholds', () => {
    assert.equal(run.id, record.id)
    assert.equal(run.values['rtt.p50'], record.rtt.p50)
    assert.equal(run.values['rtt.p99.9'], record.rtt.p999)
    assert.equal(run.values['lag.mean'], record.lag.mean)
    assert.equal(run.values['falsePositives.deaths'], record.falsePositives.deaths)
    assert.equal(run.values['probes.lost'], record.probes.timedOut / record.probes.sent)
    assert.equal(run.values['cpu.perAgent'], record.cpu.perAgent)
    const firsts = record.detection.map(({ firstDeadS }) => firstDeadS ?? 0)
    assert.equal(run.values['detection.first'], firsts.reduce((a, b) => a + b) / 2)
  })

  test('know their block, their floor, and under what they were measured', () => {
    assert.deepEqual([run.block, run.order, run.probes], [3, 'second', record.probes.sent])
    const [before = 0, after = 0] = [record.floor?.before?.p50, record.floor?.after?.p50]
    assert.equal(run.floorP50S, ((before ?? 0) + (after ?? 0)) / 2)
    assert.equal(run.facts?.['transport'], record.implementation.transport)
    assert.equal(runValues(record).block, undefined)
  })

  test('are null where nothing was measured, never zero', () => {
    const silent = {
      ...record,
      detection: [{ ...(record.detection[0] as never as object), firstDeadS: null }],
      probes: { ...record.probes, sent: 0 },
      floor: null,
    } as typeof record
    const { values, floorP50S } = runValues(silent)
    assert.deepEqual(
      [values['detection.first'], values['probes.lost'], values['floor.p50'], floorP50S],
      [null, null, null, null],
    )
  })

  test('have ids that are all different', () => {
    assert.equal(new Set(METRICS.map(({ id }) => id)).size, METRICS.length)
  })
})
