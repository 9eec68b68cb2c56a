import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { comparisonMarkdown } from '../../../analysis/report/comparison-markdown.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('a comparison in a pull request', () => {
  test('begins with the verdict, and has every metric', () => {
    const text = comparisonMarkdown(sampleView({ change: 0.2 }))
    const [title, , verdict = ''] = text.split('\n')
    assert.equal(title, '## swimbench: main \\(aaaaaaaa\\) → HEAD \\(bbbbbbbb\\)')
    assert.match(verdict, /^❌ \*\*Regression\.\*\* RTT p50 is /)
    assert.match(text, /^\| RTT p50 \| .* \| regression \|/m)
    assert.match(text, /<summary>Other metrics<\/summary>\n\n\| metric/)
    assert.match(text, /What moved most is “the peer’s handling”/)
  })

  test('lets nobody write markup into it', () => {
    const view = sampleView({ change: 0 })
    const label = { label: HOSTILE, about: HOSTILE }
    const warnings = [{ code: 'x', message: HOSTILE, advice: HOSTILE }]
    const text = comparisonMarkdown({
      ...view,
      about: { base: label, candidate: label },
      facts: [HOSTILE],
      comparison: { ...view.comparison, warnings },
    })
    assert.doesNotMatch(text, /<img|<script|@all|\u202e/)
    assert.ok(!text.includes('\u001b'))
  })
})
