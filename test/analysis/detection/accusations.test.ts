import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accusationsOf, countFalsePositives } from '../../../analysis/detection/accusations.ts'
import { outagesOf } from '../../../analysis/detection/outages.ts'
import type { ViewChange } from '../../../analysis/views.ts'
import { says } from '../../support/view-script.ts'

const OPTIONS = { fromS: 0, toS: 60, graceS: 5 }
const judge = (changes: readonly ViewChange[], faults: Parameters<typeof outagesOf>[0] = []) =>
  accusationsOf(changes, outagesOf(faults), OPTIONS)

describe('an accusation of a healthy member', () => {
  test('is one, however many repeat it, and ends when the last of them lets go', () => {
    const by = { by: 'b' }
    const accusations = judge([
      says('b', 'a', 'suspect', 10, by),
      says('c', 'a', 'suspect', 10.1, by),
      says('b', 'a', 'alive', 10.4, { incarnation: 1 }),
      says('c', 'a', 'alive', 10.6, { incarnation: 1 }),
    ])
    assert.deepEqual(accusations, [
      { member: 'a', by: 'b', startedAtS: 10, endedAtS: 10.6, outcome: 'refuted' },
    ])
    assert.deepEqual(countFalsePositives(accusations), { suspicions: 1, deaths: 0 })
  })

  test('ends confirmed when somebody declares the member dead, and spreading that adds none', () => {
    const by = { by: 'b' }
    const accusations = judge([
      says('b', 'a', 'suspect', 10, by),
      says('b', 'a', 'dead', 12, by),
      says('c', 'a', 'dead', 12.1, by),
      says('d', 'a', 'dead', 12.2, { by: 'c' }),
    ])
    assert.equal(accusations.length, 1)
    assert.equal(accusations[0]?.outcome, 'confirmed')
    assert.equal(accusations[0]?.endedAtS, 12)
    assert.deepEqual(countFalsePositives(accusations), { suspicions: 1, deaths: 1 })
  })

  test('is counted per accuser and per incarnation', () => {
    const accusations = judge([
      says('b', 'a', 'suspect', 10),
      says('c', 'a', 'suspect', 10.2),
      says('b', 'a', 'alive', 11, { incarnation: 1 }),
      says('c', 'a', 'alive', 11, { incarnation: 1 }),
      says('b', 'a', 'suspect', 20, { incarnation: 1 }),
    ])
    assert.deepEqual(
      accusations.map(({ by, startedAtS, outcome }) => [by, startedAtS, outcome]),
      [
        ['b', 10, 'refuted'],
        ['c', 10.2, 'refuted'],
        ['b', 20, 'open'],
      ],
    )
  })

  test('that the member’s own crash overtakes is superseded, and no false death', () => {
    const accusations = judge(
      [says('b', 'a', 'suspect', 10), says('b', 'a', 'dead', 12)],
      [{ kind: 'crash', member: 'a', atS: 11 }],
    )
    assert.deepEqual(accusations, [
      { member: 'a', by: 'b', startedAtS: 10, endedAtS: 11, outcome: 'superseded' },
    ])
  })

  test('is not open any more when whoever held it has crashed', () => {
    const accusations = judge(
      [says('b', 'a', 'suspect', 10)],
      [{ kind: 'crash', member: 'b', atS: 11 }],
    )
    assert.equal(accusations[0]?.outcome, 'superseded')
  })

  test('that the member’s goodbye overtakes is superseded', () => {
    const accusations = judge([says('b', 'a', 'suspect', 10), says('b', 'a', 'left', 12)])
    assert.equal(accusations[0]?.outcome, 'superseded')
    assert.equal(accusations[0]?.endedAtS, 12)
  })
})

describe('it is no false accusation', () => {
  const faults = [
    { kind: 'crash', member: 'a', atS: 10 },
    { kind: 'restart', member: 'a', atS: 20 },
  ]

  test('to suspect a member that is down', () => {
    assert.deepEqual(judge([says('b', 'a', 'suspect', 11), says('b', 'a', 'dead', 13)], faults), [])
  })

  test('to repeat news of its old incarnation soon after it came back', () => {
    const known = says('b', 'a', 'alive', -1)
    assert.deepEqual(judge([known, says('c', 'a', 'dead', 21)], faults), [])
    assert.equal(judge([known, says('c', 'a', 'dead', 26)], faults).length, 1)
  })

  test('unless the news is about its new incarnation', () => {
    const changes = [says('b', 'a', 'alive', -1), says('b', 'a', 'suspect', 21, { incarnation: 1 })]
    assert.equal(judge(changes, faults).length, 1)
  })

  test('when it fell outside of the measured part', () => {
    assert.deepEqual(judge([says('b', 'a', 'suspect', -0.5), says('b', 'c', 'suspect', 61)]), [])
  })
})
