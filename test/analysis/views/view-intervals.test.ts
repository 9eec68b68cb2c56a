import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { outagesOf } from '../../../analysis/detection/outages.ts'
import { viewIntervals } from '../../../analysis/views/view-intervals.ts'
import { says } from '../../support/view-script.ts'

describe('view intervals', () => {
  test('last until the same agent changes its mind about the same member', () => {
    const intervals = viewIntervals(
      [
        says('a', 'b', 'alive', 0),
        says('a', 'c', 'alive', 1),
        says('a', 'b', 'suspect', 5),
        says('a', 'b', 'alive', 6, { incarnation: 1 }),
      ],
      10,
      [],
    )
    assert.deepEqual(
      intervals.map(({ member, status, incarnation, fromS, toS }) => [
        member,
        status,
        incarnation,
        fromS,
        toS,
      ]),
      [
        ['b', 'alive', 0, 0, 5],
        ['c', 'alive', 0, 1, 10],
        ['b', 'suspect', 0, 5, 6],
        ['b', 'alive', 1, 6, 10],
      ],
    )
  })

  test('are not cut by a higher incarnation alone, nor drawn beyond the end', () => {
    const intervals = viewIntervals(
      [
        says('a', 'b', 'alive', 0),
        says('a', 'b', 'alive', 4, { incarnation: 1 }),
        says('a', 'c', 'dead', 12),
      ],
      10,
      [],
    )
    assert.deepEqual(
      intervals.map(({ member, fromS, toS }) => [member, fromS, toS]),
      [['b', 0, 10]],
    )
  })

  test('end with the agent that held them, and begin anew with what it says after its return', () => {
    const intervals = viewIntervals(
      [says('a', 'b', 'alive', 0), says('c', 'b', 'alive', 0), says('a', 'b', 'alive', 6)],
      10,
      outagesOf([
        { kind: 'crash', member: 'a', atS: 3 },
        { kind: 'restart', member: 'a', atS: 5 },
        { kind: 'pause', member: 'c', atS: 4 },
      ]),
    )
    assert.deepEqual(
      intervals.map(({ agent, fromS, toS }) => [agent, fromS, toS]),
      [
        ['a', 0, 3],
        ['c', 0, 10],
        ['a', 6, 10],
      ],
    )
  })
})
