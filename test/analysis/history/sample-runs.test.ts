import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRuns } from '../../../analysis/history/sample-runs.ts'

test('every number of a flat list is a run', () => {
  const { runs, quantities } = sampleRuns('values', [{ name: 'a', samples: [3, 4] }], 'ms')
  assert.deepEqual(
    runs.map(({ id, values }) => [id, values]),
    [
      ['#1', { value: 0.003 }],
      ['#2', { value: 0.004 }],
    ],
  )
  assert.deepEqual(
    quantities.map(({ id, unit, better }) => [id, unit, better]),
    [['value', 'seconds', 'lower']],
  )
})

test('a list for each run is summed up, and metrics that no run has are left out', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  const lists = [
    { name: 'one', samples: hundred },
    { name: 'two', samples: [1, 3] },
    { name: 'none', samples: [] },
  ]
  const { runs, quantities } = sampleRuns('runs', lists, undefined)
  assert.deepEqual(
    runs.map(({ id }) => id),
    ['one', 'two'],
  )
  assert.deepEqual(runs[0]?.values, {
    p50: 50,
    p90: 90,
    p95: 95,
    p99: null,
    'p99.9': null,
    mean: 50.5,
  })
  assert.equal(runs[1]?.values['p50'], null)
  assert.equal(runs[1]?.values['mean'], 2)
  assert.deepEqual(
    quantities.map(({ id, unit }) => `${id} ${unit}`),
    ['p50 number', 'p90 number', 'p95 number', 'mean number'],
  )
})

test('of rates more is better', () => {
  const { quantities } = sampleRuns('values', [{ name: 'a', samples: [5000] }], '/s')
  assert.deepEqual([quantities[0]?.unit, quantities[0]?.better], ['per-second', 'higher'])
})
