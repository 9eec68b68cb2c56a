import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { syscallReport } from '../../../harness/terminal/syscall-report.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

const shown = (columns: number, view = sampleCapture()) =>
  syscallReport(view, { columns, paint: plain })

describe('a capture in the terminal', () => {
  test('has its cycles, its calls and what every line was', () => {
    const text = shown(120)
    assert.match(text, /^ {2}40 pings sent: 40 acked, 0 unanswered\. A cycle takes 3\.00 calls/m)
    assert.match(text, /^ {2}recvfrom +80 +800 µs/m)
    assert.match(text, /^ {2}protocol 1 +200/m)
    assert.match(text, /^ {2}203 lines = 200 calls/m)
    assert.match(text, /^ {2}line 7: what is this\?$/m)
    assert.match(text, /^ {2}! Under strace|^ {2}! under strace/m)
  })

  test('fits narrow terminals', () => {
    for (const columns of [60, 80, 120]) {
      for (const line of shown(columns).split('\n')) {
        assert.ok(widthOf(line) <= columns, `${columns}: ${line}`)
      }
    }
  })

  test('marks what it only infers', () => {
    const text = shown(100, sampleCapture({ isForeign: true }))
    assert.match(text, /^Round trips, inferred$/m)
    assert.match(text, /p50, inferred/)
  })

  test('lets no escape sequence of a capture reach the terminal', () => {
    const view = sampleCapture()
    const [peer = assert.fail()] = view.report.peers
    const poisoned = {
      ...view,
      title: HOSTILE,
      report: { ...view.report, peers: [{ ...peer, address: HOSTILE }] },
    }
    const text = shown(120, poisoned)
    assert.ok(!text.includes('\u202e') && !text.includes('\u001b'))
  })
})
