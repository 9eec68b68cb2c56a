import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rollingJitter } from '../../../analysis/latency/rolling-jitter.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

function tableOf(rtts: readonly number[]) {
  const builder = new ProbeTableBuilder()
  rtts.forEach((rttS, sentAtS) => {
    const outcome = Number.isNaN(rttS) ? 'timed-out' : 'acked'
    builder.append({ agent: 'a', target: 'b', intendedAtS: sentAtS, sentAtS, rttS, outcome })
  })
  return builder.build()
}

describe('rolling jitter', () => {
  test('is the standard deviation in a window that ends at its time', () => {
    const points = rollingJitter(
      tableOf([1, 2, 3, 10]),
      { fromS: 0, toS: 4 },
      { steps: 4, stepsPerWindow: 3, countMin: 2 },
    )
    assert.deepEqual(
      points.map(({ atS, count }) => [atS, count]),
      [
        [3, 3],
        [4, 3],
      ],
    )
    assert.ok(Math.abs((points[0]?.jitterS ?? 0) - 1) < 1e-12)
    assert.ok(Math.abs((points[1]?.jitterS ?? 0) - Math.sqrt(19)) < 1e-12)
  })

  test('keeps its digits far from zero', () => {
    const rtts = Array.from({ length: 100 }, (_, index) => 1000 + (index % 2) * 1e-6)
    const [point] = rollingJitter(
      tableOf(rtts),
      { fromS: 0, toS: 100 },
      { steps: 1, stepsPerWindow: 1, countMin: 2 },
    )
    assert.ok(Math.abs((point?.jitterS ?? 0) / 5.025e-7 - 1) < 0.01)
  })

  test('leaves windows out that hold too few answers', () => {
    const points = rollingJitter(
      tableOf([1, Number.NaN, Number.NaN, 2, 3, 4]),
      { fromS: 0, toS: 6 },
      { steps: 6, stepsPerWindow: 3, countMin: 3 },
    )
    assert.deepEqual(
      points.map(({ atS }) => atS),
      [6],
    )
  })
})
