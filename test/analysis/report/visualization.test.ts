import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { visualizationPage, visualize } from '../../../analysis/report/visualization.ts'
import { sampleRun } from '../../support/sample-run.ts'

function measurements(name: string, agents: number) {
  const { probes, changes } = sampleRun({ agents, durationS: 30 })
  const notes = ['from a log']
  return { name, probes, changes, durationS: 30, probeTimeoutS: 0.5, faults: [], notes }
}

describe('a visualization', () => {
  test('has percentiles and charts of what was measured', () => {
    const { rtt, charts } = visualize(measurements('one', 4))
    assert.equal(rtt.count, 120)
    assert.notEqual(rtt.p95, null)
    assert.deepEqual(
      charts.map(({ id }) => id),
      [
        'rtt-over-time',
        'rtt-distribution',
        'rtt-cumulative',
        'rtt-tail',
        'rolling-jitter',
        'member-views',
      ],
    )
  })

  test('of several measurements is one page in which no two parts share a name', () => {
    const page = visualizationPage(
      [visualize(measurements('<one>', 4)), visualize(measurements('two', 5))],
      '',
    )
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal((page.match(/class="plot"/g) ?? []).length, 12)
    assert.ok(page.includes('&lt;one&gt;') && page.includes('from a log'))
  })

  test('of nothing says so', () => {
    const { probes } = sampleRun({ agents: 2, durationS: 0 })
    const empty = { ...measurements('empty', 2), probes, changes: [], durationS: 0 }
    assert.match(visualizationPage([visualize(empty)], ''), /No answered probe was found/)
  })
})
