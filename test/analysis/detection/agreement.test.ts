import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkDetection, compareWithExpectation } from '../../../analysis/detection/agreement.ts'
import { sampleRun } from '../../support/sample-run.ts'

describe('measured times', () => {
  test('agree with an expectation inside the interval of their mean', () => {
    const measured = [1.8, 2.2, 1.9, 2.1, 2.0]
    assert.equal(compareWithExpectation(measured, 2.1)?.agrees, true)
    assert.equal(compareWithExpectation(measured, 2.5)?.agrees, false)
    assert.equal(compareWithExpectation([2], 2)?.agrees, undefined)
    assert.equal(compareWithExpectation([], 2), undefined)
  })
})

describe('a record’s detections', () => {
  const { record } = sampleRun({ agents: 8, durationS: 160, crashes: 20 })

  test('are checked against the theory of its configuration', () => {
    const check = checkDetection(record)
    assert.equal(check?.firstSuspect?.count, 20)
    assert.ok(check.theory.firstSuspectS > 1.8 && check.theory.firstSuspectS < 2)
    assert.equal(check.firstDead?.expected, check.theory.firstSuspectS + 2)
  })

  test('have no one expectation for the verdict where confirmations shorten it', () => {
    const protocol = { ...record.config.protocol, suspicionStretch: 6, suspicionGrows: true }
    const check = checkDetection({ ...record, config: { ...record.config, protocol } })
    assert.equal(check?.firstDead, undefined)
    assert.notEqual(check?.firstSuspect, undefined)
  })

  test('cannot be checked without crashes or without known knobs', () => {
    assert.equal(checkDetection({ ...record, detection: [] }), undefined)
    assert.equal(
      checkDetection({ ...record, config: { ...record.config, protocol: {} } }),
      undefined,
    )
  })
})
