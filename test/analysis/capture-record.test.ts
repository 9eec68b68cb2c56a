import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCaptureRecord } from '../../analysis/capture-record.ts'
import { samplePerfStat } from '../support/sample-perf-stat.ts'

function problem(value: unknown): string {
  const parsed = parseCaptureRecord(typeof value === 'string' ? value : JSON.stringify(value))
  assert.ok(!parsed.ok)
  return parsed.problem
}

describe('a capture record', () => {
  test('reads back as it was written', () => {
    const record = samplePerfStat()
    assert.deepEqual(parseCaptureRecord(JSON.stringify(record)), { ok: true, record })
  })

  test('of another version, or none, is a problem that says so', () => {
    assert.match(problem({ ...samplePerfStat(), schemaVersion: 2 }), /schemaVersion 2; .*version 1/)
    assert.match(problem({}), /no schemaVersion/)
    assert.match(problem(null), /no schemaVersion/)
    assert.match(problem('{'), /^not JSON: /)
  })

  test('that lacks what its kind has is a problem that names it', () => {
    const { perfStat, ...rest } = samplePerfStat()
    assert.match(problem(rest), /^perfStat: /)
    assert.match(problem({ ...rest, kind: 'clinic' }), /^clinic: /)
    assert.match(problem({ ...rest, kind: 'other', perfStat }), /^kind: /)
    assert.match(problem({ ...rest, perfStat, id: '../../etc' }), /^id: /)
  })
})
