import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  segmentChanges,
  segmentChangeTable,
  segmentText,
} from '../../../analysis/report/comparison-segments.ts'
import { shownRun } from '../../support/shown-run.ts'

test('segments of both sides show which of them moved', () => {
  const run = shownRun()
  const { segments } = run.rtt
  assert.ok(segments !== null)
  const { peerHandling } = segments.parts
  const slow = { ...segments.parts, peerHandling: { ...peerHandling, p50: 0.0002 } }
  const slower = { ...run, rtt: { ...run.rtt, segments: { ...segments, parts: slow } } }
  const changes = segmentChanges([run], [slower, slower])
  assert.ok(changes !== undefined)
  assert.match(segmentText(changes), /^What moved most is “the peer’s handling”: \+171 µs\./)
  const rows = segmentChangeTable(changes).rows
  assert.deepEqual(rows.find(([label]) => label === 'the peer’s handling')?.slice(1), [
    '28.9 µs',
    '200 µs',
    '+171 µs',
  ])
  const without = { ...run, rtt: { ...run.rtt, segments: null } }
  assert.equal(segmentChanges([run], [without]), undefined)
})
