import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { detectionsOf } from '../../../analysis/detection/detections.ts'
import { outagesOf } from '../../../analysis/detection/outages.ts'
import { says } from '../../support/view-script.ts'

const AGENTS = ['a', 'b', 'c', 'd']
const KNOWN = AGENTS.flatMap((agent) =>
  AGENTS.filter((member) => member !== agent).map((member) => says(agent, member, 'alive', -1)),
)
const crash = (member: string, atS: number) => ({ kind: 'crash', member, atS })
const restart = (member: string, atS: number) => ({ kind: 'restart', member, atS })

describe('the detection of a crash', () => {
  test('goes from the first suspicion over the first verdict to the last survivor’s', () => {
    const changes = [
      ...KNOWN,
      says('b', 'a', 'suspect', 11),
      says('c', 'a', 'suspect', 11.5),
      says('b', 'a', 'dead', 13),
      says('c', 'a', 'dead', 13.25),
      says('d', 'a', 'dead', 13.5),
      says('b', 'a', 'alive', 20.5, { incarnation: 1 }),
      says('c', 'a', 'alive', 21, { incarnation: 1 }),
      says('d', 'a', 'alive', 20.25, { incarnation: 1 }),
    ]
    const outages = outagesOf([crash('a', 10), restart('a', 20)])
    assert.deepEqual(detectionsOf(outages, changes, AGENTS, 30), [
      {
        member: 'a',
        crashedAtS: 10,
        firstSuspectS: 1,
        firstDeadS: 3,
        allDeadS: 3.5,
        survivors: 3,
        detectedBy: 3,
        restartedAtS: 20,
        rejoinedAtS: 21,
      },
    ])
  })

  test('is not complete while a survivor has not given its verdict', () => {
    const changes = [...KNOWN, says('b', 'a', 'suspect', 11), says('b', 'a', 'dead', 13)]
    const [detection] = detectionsOf(outagesOf([crash('a', 10)]), changes, AGENTS, 30)
    assert.equal(detection?.firstDeadS, 3)
    assert.equal(detection?.allDeadS, null)
    assert.equal(detection?.detectedBy, 1)
    assert.equal(detection?.survivors, 3)
    assert.equal(detection?.restartedAtS, null)
    assert.equal(detection?.rejoinedAtS, null)
  })

  test('owes nothing to agents that were down, or went down before their verdict', () => {
    const changes = [...KNOWN, says('b', 'a', 'dead', 13)]
    const outages = outagesOf([crash('c', 5), crash('a', 10), crash('d', 12)])
    const detection = detectionsOf(outages, changes, AGENTS, 30).find(
      ({ member }) => member === 'a',
    )
    assert.equal(detection?.survivors, 1)
    assert.equal(detection?.allDeadS, 3)
  })

  test('counts a verdict given before the survivor went down itself', () => {
    const changes = [...KNOWN, ...['b', 'c', 'd'].map((agent) => says(agent, 'a', 'dead', 13))]
    const outages = outagesOf([crash('a', 10), crash('d', 14)])
    assert.equal(detectionsOf(outages, changes, AGENTS, 30)[0]?.survivors, 3)
  })

  test('is not detected by whoever still holds an earlier death for true', () => {
    const changes = [
      ...KNOWN,
      says('b', 'a', 'dead', 3),
      says('c', 'a', 'suspect', 12),
      says('c', 'a', 'dead', 14),
    ]
    const [found] = detectionsOf(outagesOf([crash('a', 10)]), changes, ['a', 'b', 'c'], 30)
    assert.equal(found?.firstDeadS, 4)
    assert.equal(found?.survivors, 1)
  })

  test('holds verdicts from before the crash as known at once', () => {
    const changes = [...KNOWN, says('b', 'a', 'suspect', 9.5), says('b', 'a', 'dead', 11)]
    const [detection] = detectionsOf(outagesOf([crash('a', 10)]), changes, ['a', 'b'], 30)
    assert.equal(detection?.firstSuspectS, 0)
    assert.equal(detection?.allDeadS, 1)
  })

  test('does not take old news after the restart for a verdict', () => {
    const changes = [...KNOWN, says('b', 'a', 'dead', 12)]
    const outages = outagesOf([crash('a', 10), restart('a', 11)])
    const [detection] = detectionsOf(outages, changes, ['a', 'b'], 30)
    assert.equal(detection?.firstDeadS, null)
    assert.equal(detection?.allDeadS, null)
  })

  test('has the member back when all see it alive at the same time', () => {
    const changes = [
      ...KNOWN,
      ...['b', 'c', 'd'].map((agent) => says(agent, 'a', 'dead', 13)),
      says('b', 'a', 'alive', 20.1, { incarnation: 1 }),
      says('b', 'a', 'dead', 20.2),
      says('c', 'a', 'alive', 20.3, { incarnation: 1 }),
      says('d', 'a', 'alive', 20.4, { incarnation: 1 }),
      says('b', 'a', 'alive', 20.5, { incarnation: 2 }),
    ]
    const outages = outagesOf([crash('a', 10), restart('a', 20)])
    assert.equal(detectionsOf(outages, changes, AGENTS, 30)[0]?.rejoinedAtS, 20.5)
  })

  test('that nobody noticed leaves the member back as soon as it was', () => {
    const outages = outagesOf([crash('a', 10), restart('a', 10.5)])
    assert.equal(detectionsOf(outages, KNOWN, AGENTS, 30)[0]?.rejoinedAtS, 10.5)
  })
})
