import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { html } from '../../../analysis/report/escape.ts'
import { syscallPage, syscallSection } from '../../../analysis/report/syscall-section.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

const page = syscallPage(sampleCapture(), '')
const text = page.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')

describe('the page of a capture', () => {
  test('says what a reader looks for first', () => {
    for (const said of [
      /Calls per probe cycle\s+3\.00/,
      /RTT p50 at the boundary\s+100\sµs/,
      /RTT while watched\s+3\.00 ×/,
      /CPU while watched\s+4\.00 ×/,
      /203 lines = 200 calls \+ 1 signal \+ 0 exits \+ 1 notice \+ 0 continuations \+ 1 unrecognized; 2 calls had no end/,
      /what is this\?/,
      /40 of which the agent|For the 40 cycles of which the agent told its own RTT/,
    ]) {
      assert.match(text, said)
    }
  })

  test('has a table for every part, and leads to each', () => {
    const targets = [...page.matchAll(/<a href="#([a-z]+)">/g)].map(([, id]) => id)
    assert.deepEqual(targets, [
      'protocol',
      'calls',
      'busiest',
      'waits',
      'threads',
      'peers',
      'descriptors',
      'capture',
    ])
    for (const id of targets) assert.ok(page.includes(`<section id="${id}"`), id)
  })

  test('marks what it only infers', () => {
    const foreign = syscallPage(sampleCapture({ isForeign: true }), '')
    assert.match(foreign, /Round trips, inferred/)
    assert.match(foreign, /RTT p50, inferred/)
    assert.doesNotMatch(foreign, /Calls per probe cycle/)
  })

  test('can be a part of another report', () => {
    const { body, charts } = syscallSection(sampleCapture())
    assert.match(html`${body}`.text, /An average cycle/)
    assert.deepEqual(
      charts.map(({ id }) => id),
      ['syscall-timeline'],
    )
  })

  test('lets no text out of a capture become markup', () => {
    const view = sampleCapture()
    const poisoned = JSON.parse(
      JSON.stringify(view, (key, value) =>
        typeof value === 'string' && !['kind', 'length', 'direction'].includes(key)
          ? HOSTILE
          : value,
      ),
    )
    const bad = syscallPage(poisoned, '')
    assert.doesNotMatch(bad, /<img|<script>hacked/)
    assert.ok(!bad.includes('\u202e') && !bad.includes('\u001b'))
    assert.ok(bad.includes('&lt;img src=x'))
  })
})
