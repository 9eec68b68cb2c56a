import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verdictSentences } from '../../../analysis/report/comparison-verdict.ts'
import { sampleView } from '../../support/sample-comparison.ts'

describe('a verdict in words', () => {
  test('says which way and by how much, with interval and margin', () => {
    const [slower] = verdictSentences(sampleView({ change: 0.2 }).comparison)
    assert.match(
      slower ?? '',
      /^RTT p50 is \d+\.\d % higher \(95 %: \+[\d.]+ … \+[\d.]+ %; margin ±5 %\)\.$/,
    )
    const [faster] = verdictSentences(sampleView({ change: -0.2 }).comparison)
    assert.match(faster ?? '', /^RTT p50 is \d+\.\d % lower \(/)
  })

  test('tells no change from not knowing', () => {
    const [same] = verdictSentences(sampleView({ change: 0, spread: 0.01 }).comparison)
    assert.match(same ?? '', /^RTT p50 is the same within the margin: /)
    const [unknown] = verdictSentences(sampleView({ change: 0.05, spread: 0.1 }).comparison)
    assert.match(
      unknown ?? '',
      /^RTT p50 is undecided: .*; \d+ blocks in all would most likely decide\.$/,
    )
    const [few] = verdictSentences(sampleView({ change: 0.5, blocks: 3 }).comparison)
    assert.match(few ?? '', /^RTT p50 is undecided: .*6/)
  })

  test('begins with the metric that made it', () => {
    const view = sampleView({ change: 0.2, options: { primary: ['rtt.p99', 'rtt.p50'] } })
    const metrics = view.comparison.metrics.map((metric) =>
      metric.metric === 'rtt.p99' ? { ...metric, verdict: 'equivalent' as const } : metric,
    )
    const sentences = verdictSentences({ ...view.comparison, verdict: 'regression', metrics })
    assert.match(sentences[0] ?? '', /^RTT p50/)
    assert.match(sentences[1] ?? '', /^RTT p99/)
  })

  test('is there also when nothing that decides was measured', () => {
    const { comparison } = sampleView({ change: 0, options: { primary: ['detection.all'] } })
    assert.deepEqual(verdictSentences(comparison), [
      'None of the metrics that decide was measured.',
    ])
  })
})
