import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { floorMultiple, floorText } from '../../../analysis/report/floor-text.ts'
import { shownRun } from '../../support/shown-run.ts'

const side = (p50: number | null) => ({ ...shownRun().rtt, p50 })
const floor = { gapS: 0.05, before: side(0.0002), after: side(0.0003) }

describe('the floor in words', () => {
  test('says the multiple, what it is of, and when the floor was measured', () => {
    const record = shownRun({ floor })
    assert.equal(floorMultiple(record), '2.32 ×')
    assert.equal(
      floorText(record),
      'RTT p50 is 2.32 × the floor of 250 µs (200 µs before the run, 300 µs after it; a round trip every 50 ms)',
    )
  })

  test('says which side is missing', () => {
    const text = floorText(shownRun({ floor: { ...floor, after: null } }))
    assert.match(text ?? '', /the floor of 200 µs \(200 µs before the run, not measured after it;/)
  })

  test('says nothing where there is none', () => {
    assert.equal(floorText(shownRun({ floor: null })), undefined)
    assert.equal(
      floorMultiple(shownRun({ floor: { ...floor, before: null, after: side(null) } })),
      undefined,
    )
  })
})
