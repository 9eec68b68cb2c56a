import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { markdownReport } from '../../../analysis/report/markdown-report.ts'
import { hostileRecord } from '../../support/hostile-record.ts'
import { sampleRun } from '../../support/sample-run.ts'

describe('the Markdown report', () => {
  test('begins with what the run was and how it went', () => {
    const { record } = sampleRun({ agents: 8, durationS: 60, crashes: 4 })
    const text = markdownReport(record)
    assert.match(text, /^## swimbench: 8 agents, crash, 1m, preset default\n\n✅ All 4 crashes/)
    assert.match(text, /\n### Failure detection\n/)
    assert.match(text, /\n- ⚠️ p99 and p99.9 of RTT are left out|\n- ⚠️ p99\.9 of RTT is left out/)
  })

  test('says where the round trip goes and how far it is above the floor, where that was measured', () => {
    const { record } = sampleRun({ agents: 4, durationS: 600 })
    const text = markdownReport(record)
    assert.match(
      text,
      /\n### Where the round trip goes\n\n\| segment \| p50 \| p90 \| p99 \| max \|\n/,
    )
    assert.match(text, /\nRTT p50 is 1\.\d\d × the floor of /)
    assert.match(text, /\nOf the cycles that could be split, the slowest took \d\.\d+ ms: /)
    assert.match(text, /<summary>Runtime<\/summary>/)
    const rtt = { ...record.rtt, segments: null }
    const bare = markdownReport({ ...record, rtt, floor: null, runtime: null })
    assert.doesNotMatch(bare, /Where the round trip goes|floor|Runtime/)
  })

  test('has tables with as many cells in every line', () => {
    const { record } = sampleRun({ agents: 40, durationS: 30, falseSuspicions: 1 })
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length
    let expected: number | undefined
    for (const line of markdownReport(record).split('\n')) {
      if (!line.startsWith('|')) expected = undefined
      else {
        expected ??= cells(line)
        assert.equal(cells(line), expected, line)
      }
    }
  })

  test('shows no more agents than a reader of a pull request would want', () => {
    const { record } = sampleRun({ agents: 200, durationS: 10 })
    assert.ok(markdownReport(record).includes('and 168 more'))
  })

  test('lets nothing of a hostile record act', () => {
    const text = markdownReport(hostileRecord())
    assert.doesNotMatch(text, /<img|<script/)
    assert.doesNotMatch(text, /(^|[^\\`])@all/)
    for (const character of ['\u202e', '\u001b']) assert.ok(!text.includes(character))
  })
})
