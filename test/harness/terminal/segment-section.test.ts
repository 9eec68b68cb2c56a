import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plain } from '../../../harness/terminal/paint.ts'
import { segmentSection } from '../../../harness/terminal/segment-section.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { sampleRun } from '../../support/sample-run.ts'

const { record } = sampleRun({ agents: 4, durationS: 600 })
const shown = (columns: number, of = record) => segmentSection(of, { columns, paint: plain })

describe('where the round trip goes', () => {
  test('is a line per segment, and what made the slowest cycle slow', () => {
    const lines = shown(80)
    assert.match(lines[0] ?? '', /^ +p50 +p90 +p99 +max$/)
    assert.deepEqual(
      lines.slice(1, 7).map((line) => line.trim().split(/ {2,}/)[0]),
      [
        'send call',
        'wake-up at the peer',
        'the peer’s handling',
        'reply call',
        'our wake-up',
        'our handling',
      ],
    )
    assert.match(lines[7] ?? '', /^ {2}2,\d+ cycles split, \d+ others could not be$/)
    assert.match(lines[8] ?? '', /^ {2}slowest \d\.\d+ ms: \d\.\d+ ms /)
  })

  test('keeps the median and then the tail where there is little room', () => {
    for (const columns of [50, 40, 32]) {
      for (const line of shown(columns)) assert.ok(widthOf(line) <= columns, line)
    }
    assert.match(shown(40)[0] ?? '', /p50 +p99$/)
    assert.match(shown(32)[0] ?? '', /p50$/)
  })

  test('is left out where no cycle could be split', () => {
    const { rtt } = record
    assert.deepEqual(shown(80, { ...record, rtt: { ...rtt, segments: null } }), [])
  })
})
