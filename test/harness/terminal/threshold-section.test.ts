import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { thresholdSection } from '../../../harness/terminal/threshold-section.ts'
import { shownRun } from '../../support/shown-run.ts'

const LAYOUT = { columns: 80, paint: plain }

test('thresholds are lines with a mark, their value and a word', () => {
  const rtt = { metric: 'rtt.p50', unit: 'seconds', operator: '<', limit: 0.001 } as const
  const thresholds = [
    { ...rtt, text: 'rtt.p50<1ms', value: 0.0005, isMet: true },
    { ...rtt, text: 'rtt.p50<100µs', value: 0.0005, isMet: false },
  ]
  assert.deepEqual(thresholdSection(shownRun({ thresholds }), LAYOUT), [
    '  ✓  rtt.p50<1ms    500 µs  met',
    '  ✗  rtt.p50<100µs  500 µs  missed',
  ])
  assert.deepEqual(thresholdSection(shownRun(), LAYOUT), [])
})
