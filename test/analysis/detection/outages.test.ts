import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isUp, outagesOf } from '../../../analysis/detection/outages.ts'

describe('outages', () => {
  test('pair what took a member down with what brought it back', () => {
    const outages = outagesOf([
      { kind: 'resume', member: 'b', atS: 6 },
      { kind: 'crash', member: 'a', atS: 1 },
      { kind: 'pause', member: 'b', atS: 4 },
      { kind: 'restart', member: 'a', atS: 5 },
      { kind: 'leave', member: 'c', atS: 7 },
      { kind: 'partition', member: 'd', atS: 8 },
    ])
    assert.deepEqual(outages, [
      { kind: 'crash', member: 'a', fromS: 1, toS: 5 },
      { kind: 'pause', member: 'b', fromS: 4, toS: 6 },
      { kind: 'leave', member: 'c', fromS: 7, toS: Number.POSITIVE_INFINITY },
    ])
  })

  test('of a member that crashes while paused follow each other', () => {
    const outages = outagesOf([
      { kind: 'pause', member: 'a', atS: 1 },
      { kind: 'died', member: 'a', atS: 3 },
    ])
    assert.deepEqual(
      outages.map(({ kind, fromS, toS }) => [kind, fromS, toS]),
      [
        ['pause', 1, 3],
        ['crash', 3, Number.POSITIVE_INFINITY],
      ],
    )
  })

  test('say whether a member was up', () => {
    const outages = outagesOf([
      { kind: 'crash', member: 'a', atS: 1 },
      { kind: 'restart', member: 'a', atS: 5 },
    ])
    assert.deepEqual(
      [0.9, 1, 4.9, 5].map((atS) => isUp(outages, 'a', atS)),
      [true, false, false, true],
    )
    assert.equal(isUp(outages, 'b', 2), true)
  })
})
