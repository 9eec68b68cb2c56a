import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  cyclesText,
  missingText,
  perfRatios,
  perfRows,
} from '../../../analysis/perf-stat/figures.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'

const { perfStat } = samplePerfStat()

describe('the figures of perf stat', () => {
  test('are totals, and what they make a second and a probe cycle', () => {
    assert.deepEqual(
      perfRows(perfStat).map((row) => Object.values(row).slice(0, 4)),
      [
        ['task clock', '5.00 ms', '0.10 % of a core', '1.00 ms'],
        ['context switches', '22', '4.40', '4.40'],
        ['page faults', '3', '0.600', '0.600'],
        ['CPU cycles', '4,000,000', '800,000', '800,000'],
        ['instructions', '3,000,000', '600,000', '600,000'],
      ],
    )
  })

  test('say when a count is scaled up', () => {
    const notes = perfRows(perfStat).map(({ note }) => note)
    assert.deepEqual(notes, ['', '', '', 'counted 62.5 % of the time, scaled up', ''])
  })

  test('have no column for cycles that nobody knows, or that there were none of', () => {
    for (const cycles of [null, 0]) {
      assert.ok(perfRows({ ...perfStat, cycles }).every(({ perCycle }) => perCycle === ''))
    }
    assert.match(cyclesText({ ...perfStat, cycles: null }), /not known/)
    assert.equal(cyclesText(perfStat), '5 probe cycles ended meanwhile')
  })

  test('say what the machine does not count', () => {
    assert.deepEqual(missingText(perfStat), ['not supported by this machine: cache misses'])
  })

  test('set counters against each other, where both were counted', () => {
    assert.deepEqual(perfRatios(perfStat), [
      { label: 'instructions per CPU cycle', value: '0.750' },
      { label: 'clock', value: '0.800 GHz' },
    ])
    assert.deepEqual(perfRatios({ ...perfStat, counters: [] }), [])
  })
})
