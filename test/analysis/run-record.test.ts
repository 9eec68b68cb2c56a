import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseRunRecord, SCHEMA_VERSION } from '../../analysis/run-record.ts'
import { sampleRun } from '../support/sample-run.ts'

const { record } = sampleRun({ agents: 5, durationS: 40, crashes: 2, falseSuspicions: 1 })

describe('a run record', () => {
  test('is read back as it was written', () => {
    assert.deepEqual(parseRunRecord(JSON.stringify(record)), { ok: true, record })
  })

  test('from before segments, floor and runtime were measured is read without them', () => {
    const { floor: _floor, runtime: _runtime, ...rest } = record
    const { segments: _segments, ...rtt } = rest.rtt
    const slowest = rest.slowest.map(({ blame: _blame, ...cycle }) => cycle)
    const parsed = parseRunRecord(JSON.stringify({ ...rest, rtt, slowest }))
    assert.ok(parsed.ok)
    assert.equal(parsed.record.rtt.segments, null)
    assert.equal(parsed.record.floor, null)
    assert.equal(parsed.record.runtime, null)
    assert.equal(parsed.record.slowest[0]?.blame, null)
  })

  test('of another version is refused with both versions named', () => {
    const parsed = parseRunRecord(JSON.stringify({ ...record, schemaVersion: 99 }))
    assert.deepEqual(parsed, {
      ok: false,
      problem: `schemaVersion 99; this swimbench reads version ${SCHEMA_VERSION}`,
    })
  })

  test('that is broken is refused with the place that is', () => {
    const broken = { ...record, rtt: { ...record.rtt, count: -1 } }
    const parsed = parseRunRecord(JSON.stringify(broken))
    assert.ok(!parsed.ok && parsed.problem.startsWith('rtt.count: '))
  })

  test('that is something else is a problem and never an exception', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json())
    fc.assert(fc.property(text, (each) => assert.equal(parseRunRecord(each).ok, false)))
  })
})
