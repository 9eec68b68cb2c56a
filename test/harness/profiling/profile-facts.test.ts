/** The facts in the head of a flame graph's page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profileFacts } from '../../../harness/profiling/profile-facts.ts'
import { sampleProfile } from '../../support/sample-profile.ts'

const record = sampleProfile()
const capture = { ...record, startedAt: new Date(record.startedAt), frequencyHz: 997 }

test('tell who was profiled, with what, when, and what that cost', () => {
  assert.deepEqual(
    profileFacts(capture).map(({ label, value }) => `${label}: ${value}`),
    [
      'process: 11, an agent of ours',
      'made with: inspector 24.21.0, 997 samples a second',
      'when: 2026-11-23 02:14 UTC',
      'capture: 20261123-021441-flamegraph-24bw',
      'what it cost: CPU 8.00 % → 17.0 %, RTT p50 50.0 µs → 51.0 µs',
    ],
  )
})

test('tell the command of a process that is not ours, and no cost that is not known', () => {
  const target = { pid: 7, command: 'node server.js', startedByUs: false }
  const labels = profileFacts({ ...capture, target, cost: null })
  assert.equal(labels[0]?.value, '7: node server.js')
  assert.ok(labels.every(({ label }) => label !== 'what it cost'))
})
