/** A profile in a terminal. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { profileReport } from '../../../harness/terminal/profile-report.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { sampleProfile, sampleProfileReport } from '../../support/sample-profile.ts'

const FILES = [['flame graph', '/o/flamegraph.html']] as const
const WIDE = { columns: 100, paint: plain }

describe('a profile in a terminal', () => {
  const text = profileReport(sampleProfile(), WIDE, FILES)

  test('opens with the protocol thread, its layers and its hottest functions', () => {
    assert.match(text, /^By the clock {2}944 samples, 44\.0 ms busy$/m)
    assert.match(text, /^ {2}protocol \(12\) 40\.0 ms · main \(11\) 4\.00 ms$/m)
    assert.match(text, /^Thread protocol \(12\) {2}Protocol 75\.0 % · Wire 25\.0 %$/m)
    assert.match(text, /^ +75\.0 % +75\.0 % +acked +Protocol +agent\/protocol\/probing\.ts:124$/m)
  })

  test('leaves out what only waits or only calls', () => {
    assert.doesNotMatch(text, /#run|wait/)
  })

  test('says what the profiler cost, what to doubt, and where the page is', () => {
    assert.match(text, /^ {2}CPU +8\.00 % +17\.0 %$/m)
    assert.match(text, /^ {2}RTT p50 +50\.0 µs +51\.0 µs$/m)
    assert.match(text, /^ {4}→ look away$/m)
    assert.match(text, /flame graph +\/o\/flamegraph\.html$/m)
  })

  test('spells out escapes that others wrote', () => {
    assert.ok(!text.includes('\u001b'))
  })

  test('fits a narrow terminal', () => {
    const narrow = profileReport(sampleProfile(), { columns: 60, paint: plain }, [])
    for (const line of narrow.split('\n')) assert.ok(widthOf(line) <= 60, line)
  })

  test('says so when there was nothing but waiting', () => {
    const profile = sampleProfileReport('protocol-1;wait (agent/transport/linux/epoll.ts:45) 7')
    assert.match(
      profileReport(sampleProfile({ profile }), WIDE, []),
      /Nothing but waiting was seen\./,
    )
  })
})
