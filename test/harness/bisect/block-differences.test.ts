import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { METRICS, type RunRecord } from '../../../analysis/index.ts'
import { blockDifferences } from '../../../harness/bisect/block-differences.ts'
import { sampleRun } from '../../support/sample-run.ts'

const metric = METRICS.find(({ id }) => id === 'rtt.p50')
assert.ok(metric !== undefined)

function run(p50: number | null): RunRecord {
  const { record } = sampleRun({ agents: 2, durationS: 2 })
  return { ...record, rtt: { ...record.rtt, p50 } }
}

const block = { block: 1, first: 'base', problems: [] } as const

describe('what a bisection decides by', () => {
  test('is the logarithm of commit over GOOD, of complete blocks alone', () => {
    const blocks = [
      { ...block, base: run(1e-3), candidate: run(2e-3) },
      { ...block, base: run(1e-3), candidate: undefined },
      { ...block, base: run(4e-3), candidate: run(1e-3) },
    ]
    const differences = blockDifferences(blocks, metric)
    assert.deepEqual(
      differences.map((each) => Math.round(Math.exp(each) * 1000) / 1000),
      [2, 0.25],
    )
  })

  test('cannot be made of what was not measured, and the way to measure it is said', () => {
    const blocks = [{ ...block, base: run(null), candidate: run(1) }]
    assert.throws(() => blockDifferences(blocks, metric), {
      message: /^rtt\.p50 was not measured in /,
      suggestion: /longer --duration/,
    })
  })

  test('cannot be made of zero', () => {
    const blocks = [{ ...block, base: run(0), candidate: run(1) }]
    assert.throws(() => blockDifferences(blocks, metric), /rtt\.p50 was 0 in/)
  })
})
