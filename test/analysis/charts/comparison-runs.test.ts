import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { idOf, runsChart } from '../../../analysis/charts/comparison-runs.ts'
import { compareSides } from '../../../analysis/comparison/compare-sides.ts'
import type { Side } from '../../../analysis/comparison/comparison.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('the chart of runs', () => {
  const { comparison, sides } = sampleView({ change: 0.2 })
  const [metric] = comparison.metrics
  assert.ok(metric !== undefined)

  test('has every run that has the metric', () => {
    const chart = runsChart(metric, sides, comparison.options)
    assert.equal(chart?.table.rows.length, 20)
    assert.match(chart?.summary ?? '', /^10 runs of base with a median of \d+ µs, 10 runs of cand/)
  })

  test('stands in the order of time where all runs have one', () => {
    const at = (side: Side, hour: number): Side => ({
      ...side,
      runs: side.runs.map((run, index) => ({
        ...run,
        startedAt: `2026-11-22T${String(hour + index).padStart(2, '0')}:00:00.000Z`,
      })),
    })
    const chart = runsChart(
      metric,
      { base: at(sides.base, 12), candidate: at(sides.candidate, 1) },
      comparison.options,
    )
    const order = chart?.table.rows.map(([, side]) => side)
    assert.deepEqual(order, [...Array(10).fill('candidate'), ...Array(10).fill('base')])
  })

  test('shows values as they were compared: divided by the floor when that was asked', () => {
    const onFloor = ({ label, runs }: Side): Side => ({
      label,
      runs: runs.map((run) => ({ ...run, floorP50S: 100e-6 })),
    })
    const both = { base: onFloor(sides.base), candidate: onFloor(sides.candidate) }
    const options = { ...comparison.options, normalizeBy: 'floor' as const }
    const { metrics } = compareSides(both.base, both.candidate, options)
    const chart = runsChart(metrics[0] ?? metric, both, options)
    assert.match(chart?.table.rows[0]?.at(-1) ?? '', /^1\.\d\d ×$/)
  })

  test('is not there without a value', () => {
    const nothing = { label: 'x', runs: [] }
    assert.equal(
      runsChart(metric, { base: nothing, candidate: nothing }, comparison.options),
      undefined,
    )
  })

  test('has an id that is one, whatever the metric is called', () => {
    assert.equal(idOf('rtt.p99.9'), 'rtt-p99-9')
    assert.match(idOf('"><img src=x>'), /^[a-z0-9-]+$/)
  })
})
