import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { summarizeLatency } from '../../../analysis/index.ts'
import { floorReport } from '../../../harness/terminal/floor-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { widthOf } from '../../../harness/terminal/text.ts'

const rtt = summarizeLatency([Float64Array.from({ length: 100 }, (_, index) => (80 + index) / 1e6)])

describe('the floor in a terminal', () => {
  test('has percentiles with their intervals, and what would give the missing ones', () => {
    const text = floorReport({ gapS: 0.1, rtt, lost: 0 }, { columns: 80, paint: plain })
    assert.match(text, /^Floor {2}two processes, no protocol, one round trip every 100 ms\n/)
    assert.match(text, /^ {2}p50 +129 µs {2}119 µs … 140 µs$/m)
    assert.match(text, /^ {2}p99 +– {2}needs 368 samples$/m)
    assert.doesNotMatch(text, /unanswered/)
  })

  test('tells of round trips that were lost, and fits a narrow terminal', () => {
    const text = floorReport({ gapS: 1, rtt, lost: 2 }, { columns: 40, paint: plain })
    assert.match(text, /^ {2}2 round trips unanswered$/m)
    assert.ok(text.split('\n').every((line) => widthOf(line) <= 40))
  })
})
