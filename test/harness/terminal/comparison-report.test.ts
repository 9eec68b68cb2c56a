import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { comparisonReport } from '../../../harness/terminal/comparison-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { sampleView } from '../../support/sample-comparison.ts'

const layoutOf = (columns: number) => ({ columns, paint: plain })

describe('a comparison in a terminal', () => {
  test('says what was compared, the verdict, and then the figures', () => {
    const files = [['report', 'results/comparisons/a..b/report.html']] as const
    const lines = comparisonReport(sampleView({ change: 0.2 }), layoutOf(100), files).split('\n')
    assert.equal(lines[0], 'base       main (aaaaaaaa)  what there was')
    assert.equal(lines[2], '           10 blocks · margin ±5 %')
    assert.match(lines[4] ?? '', /^Regression {2}RTT p50 is [\d.]+ % higher \(95 %: /)
    assert.match(lines.join('\n'), /^ {2}RTT p50 +\d+ µs +\d+ µs +\+[\d.]+ % .* regression +p /m)
    assert.match(lines.join('\n'), /^Other metrics, to explore\n.*\n {2}RTT p99/m)
    assert.match(lines.at(-1) ?? '', /^ {2}report {2}results/)
  })

  test('fits a narrow one, where what matters stays', () => {
    const text = comparisonReport(sampleView({ change: 0.2 }), layoutOf(60), [])
    for (const line of text.split('\n')) assert.ok(widthOf(line) <= 60, line)
    assert.match(text, /^ {2}RTT p50 .*\+[\d.]+ %.*regression/m)
  })

  test('sends nothing to the terminal that it should not', () => {
    const view = sampleView({ change: 0 })
    const label = { label: HOSTILE, about: HOSTILE }
    const text = comparisonReport(
      { ...view, about: { base: label, candidate: label }, facts: [HOSTILE] },
      layoutOf(100),
      [],
    )
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'))
  })
})
