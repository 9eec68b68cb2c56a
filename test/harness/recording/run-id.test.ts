import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRunId } from '../../../harness/recording/run-id.ts'

test('a run is named by when it began, what was run, and a suffix', () => {
  const startedAt = new Date('2026-11-22T19:33:01.250Z')
  const run = { scenario: 'steady', nodes: 4 }
  assert.equal(
    newRunId(run, startedAt, () => 0),
    '20261122-193301-steady-4x-0000',
  )
  assert.match(
    newRunId(run, startedAt, () => 0.999999),
    /^20261122-193301-steady-4x-zzz.$/,
  )
})

test('names sort by time', () => {
  const run = { scenario: 'crash', nodes: 8 }
  const earlier = newRunId(run, new Date('2026-01-09T23:59:59Z'), () => 0.9)
  const later = newRunId(run, new Date('2026-01-10T00:00:00Z'), () => 0.1)
  assert.ok(earlier < later)
})
