import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { outagesOf } from '../../../analysis/detection/outages.ts'
import { viewCounts } from '../../../analysis/views/view-counts.ts'
import { viewIntervals } from '../../../analysis/views/view-intervals.ts'
import type { ViewChange } from '../../../analysis/views.ts'
import { says } from '../../support/view-script.ts'

function countsOf(
  changes: readonly ViewChange[],
  { resolutionS = 0.001, faults = [] as Parameters<typeof outagesOf>[0] } = {},
) {
  const range = { fromS: 0, toS: 10, resolutionS }
  const intervals = viewIntervals(changes, 10, outagesOf(faults))
  const steps = viewCounts(intervals, ['c'], outagesOf(faults), range).get('c') ?? []
  const short = (value: number) => Number(value.toFixed(3))
  return steps.map(({ fromS, toS, counts }) => [short(fromS), short(toS), counts.join(' ')])
}

describe('counts of views', () => {
  test('say how many agents thought what, and from when to when', () => {
    const changes = [
      says('a', 'c', 'alive', -1),
      says('b', 'c', 'alive', 2),
      says('a', 'c', 'suspect', 5),
      says('a', 'c', 'dead', 7),
    ]
    assert.deepEqual(countsOf(changes), [
      [0, 2, '1 0 0 0'],
      [2, 5, '2 0 0 0'],
      [5, 7, '1 1 0 0'],
      [7, 10, '1 0 1 0'],
    ])
  })

  test('leave agents out while they are down, and a member’s view of itself', () => {
    const changes = [
      says('a', 'c', 'alive', 0),
      says('b', 'c', 'alive', 0),
      says('c', 'c', 'alive', 0),
    ]
    const faults = [
      { kind: 'pause', member: 'a', atS: 4 },
      { kind: 'resume', member: 'a', atS: 6 },
    ]
    assert.deepEqual(countsOf(changes, { faults }), [
      [0, 4, '2 0 0 0'],
      [4, 6, '1 0 0 0'],
      [6, 10, '2 0 0 0'],
    ])
  })

  test('keep a suspicion visible that is shorter than a step', () => {
    const changes = [
      says('a', 'c', 'alive', 0),
      says('a', 'c', 'suspect', 5.2),
      says('a', 'c', 'alive', 5.3, { incarnation: 1 }),
    ]
    assert.deepEqual(countsOf(changes, { resolutionS: 1 }), [
      [0, 5, '1 0 0 0'],
      [5, 6, '0 1 0 0'],
      [6, 10, '1 0 0 0'],
    ])
  })
})
