import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { latencyWarnings } from '../../../analysis/latency/latency-warnings.ts'
import { summarizeLatency } from '../../../analysis/latency/summarize-latency.ts'

const of = (count: number) => summarizeLatency([new Float64Array(count).fill(1e-4)])

describe('warnings of a latency', () => {
  test('say which percentiles are missing, how many samples they need and how long that takes', () => {
    assert.deepEqual(latencyWarnings(of(116), 'RTT', 4), [
      {
        code: 'few-samples',
        message:
          'p99 and p99.9 of RTT are left out: at least 368 and 3,688 samples are needed, have 116',
        advice:
          'Run for at least 1m42s for p99 and 16m55s for p99.9, or with a shorter probe interval.',
      },
    ])
  })

  test('name no duration when nothing was sampled', () => {
    const [warning] = latencyWarnings(of(0), 'lag', 0)
    assert.match(warning?.message ?? '', /^p50, p90, p95, p99 and p99.9 of lag are left out/)
    assert.match(warning?.advice ?? '', /^Run for longer/)
  })

  test('are none when there are samples enough', () => {
    assert.deepEqual(latencyWarnings(of(3688), 'RTT', 4), [])
  })
})
