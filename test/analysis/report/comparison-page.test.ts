import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { comparisonPage } from '../../../analysis/report/comparison-page.ts'
import { diffSummaries } from '../../../analysis/syscalls/diff.ts'
import { HOSTILE } from '../../support/hostile-record.ts'
import { sampleCapture } from '../../support/sample-capture.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('the page of a comparison', () => {
  test('has the verdict first, and what it has sections of', () => {
    const page = comparisonPage(sampleView({ change: 0.2 }), '')
    assert.match(page, /<p class="verdict bad"><span><strong>Regression\.<\/strong> RTT p50 is/)
    const sections = [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)
    assert.deepEqual(sections, ['metrics', 'runs', 'distributions', 'segments'])
  })

  test('shows system calls and captures where both sides have some', () => {
    const [a, b] = [sampleCapture().report, sampleCapture({ cycles: 80 }).report]
    const diff = diffSummaries(a, b)
    assert.ok(diff !== undefined)
    const page = comparisonPage(
      {
        ...sampleView({ change: 0 }),
        syscalls: {
          diff,
          tools: { a: 'strace', b: 'strace' },
          names: { a: 'one', b: 'other' },
        },
        captures: [{ path: '../x/flamegraph.html', label: 'base: flamegraph' }],
      },
      '',
    )
    assert.match(page, /<section id="system-calls"/)
    assert.match(page, /<a href="\.\.\/x\/flamegraph\.html">base: flamegraph<\/a>/)
  })

  test('runs nothing of what it shows', () => {
    const view = sampleView({ change: 0 })
    const label = { label: HOSTILE, about: HOSTILE }
    const page = comparisonPage(
      {
        ...view,
        about: { base: label, candidate: label },
        comparison: {
          ...view.comparison,
          metrics: view.comparison.metrics.map((metric) => ({ ...metric, title: HOSTILE })),
        },
      },
      '',
    )
    assert.doesNotMatch(page, /<img|hacked\(\)<\/script>/)
  })
})
