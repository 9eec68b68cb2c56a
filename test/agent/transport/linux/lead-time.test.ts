/** The lead follows what rehearsals take, and stays short. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LeadTime } from '../../../../agent/transport/linux/lead-time.ts'

describe('the lead', () => {
  test('settles beside what rehearsals take', () => {
    for (const tookMs of [0.1, 0.5, 0.9]) {
      const lead = new LeadTime()
      for (let round = 0; round < 1000; round++) lead.took(tookMs)
      assert.ok(Math.abs(lead.ms - tookMs) < 0.1, `${lead.ms} for ${tookMs}`)
    }
  })

  test('is longer after one that was too short, and shorter after one that was not', () => {
    const lead = new LeadTime()
    const startMs = lead.ms
    lead.took(startMs * 2)
    const grownMs = lead.ms
    assert.ok(grownMs > startMs)
    lead.took(0)
    assert.ok(lead.ms < grownMs)
  })

  test('stays between a twentieth of a millisecond and a whole one, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (durations) => {
        const lead = new LeadTime()
        for (const ms of durations) {
          lead.took(ms)
          assert.ok(lead.ms >= 0.05 && lead.ms <= 1)
        }
      }),
    )
  })
})
