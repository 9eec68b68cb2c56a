import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { htmlReport } from '../../../analysis/report/html-report.ts'
import { markdownReport } from '../../../analysis/report/markdown-report.ts'
import { thresholdTable } from '../../../analysis/report/threshold-table.ts'
import { verdictOf } from '../../../analysis/report/verdict.ts'
import { shownRun } from '../../support/shown-run.ts'

const rtt = { metric: 'rtt.p99', unit: 'seconds', operator: '<', limit: 0.001 } as const
const record = shownRun({
  thresholds: [
    { ...rtt, text: 'rtt.p99<1ms', value: 0.000_842, isMet: true },
    { ...rtt, text: 'rtt.p99.9<1ms', value: null, isMet: false },
  ],
})

describe('thresholds in a report', () => {
  test('stand with their values, and say why there is none', () => {
    assert.deepEqual(thresholdTable(record)?.rows, [
      ['rtt.p99<1ms', '842 µs', 'met'],
      ['rtt.p99.9<1ms', 'not measured, or too few samples', 'missed'],
    ])
  })

  test('make the verdict when one is missed', () => {
    assert.equal(verdictOf(record).tone, 'bad')
    assert.match(verdictOf(record).text, /1 of 2 thresholds missed/)
    const met = shownRun({ thresholds: record.thresholds.slice(0, 1) })
    assert.doesNotMatch(verdictOf(met).text, /threshold/)
  })

  test('are in HTML and Markdown, and nowhere when nothing was asked for', () => {
    const input = { probes: undefined, changes: [], echartsScript: '', files: [] }
    assert.match(htmlReport({ record, ...input }), /<h2 id="thresholds-title">Thresholds/)
    assert.match(markdownReport(record), /\| rtt\.p99&lt;1ms \| 842 µs \| met \|/)
    const plain = shownRun()
    assert.equal(thresholdTable(plain), undefined)
    assert.doesNotMatch(htmlReport({ record: plain, ...input }), /thresholds-title/)
  })
})
