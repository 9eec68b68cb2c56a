import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  highestRtts,
  rangeOf,
  rttBuckets,
  timedOutRows,
} from '../../../analysis/latency/time-buckets.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

function tableOf(rows: readonly (readonly [sentAtS: number, rttS: number])[]) {
  const builder = new ProbeTableBuilder()
  for (const [sentAtS, rttS] of rows) {
    const outcome = Number.isNaN(rttS) ? 'timed-out' : 'acked'
    builder.append({ agent: 'a', target: 'b', intendedAtS: sentAtS, sentAtS, rttS, outcome })
  }
  return builder.build()
}

describe('buckets of time', () => {
  test('have median, maximum and time-outs of what was sent in them', () => {
    const table = tableOf([
      [0, 3],
      [0.5, 1],
      [0.9, 2],
      [1.1, Number.NaN],
      [3.5, 9],
      [4, 7],
    ])
    const buckets = rttBuckets(table, { fromS: 0, toS: 4 }, 4)
    assert.deepEqual(
      buckets.map(({ fromS, count, timedOut, p50S, maxS }) => [fromS, count, timedOut, p50S, maxS]),
      [
        [0, 3, 0, 2, 3],
        [1, 0, 1, Number.NaN, Number.NaN],
        [3, 2, 0, 7, 9],
      ],
    )
  })

  test('have a p99 only where it is not the maximum', () => {
    const rows = (count: number) =>
      tableOf(Array.from({ length: count }, (_, index) => [0.5, index + 1] as const))
    const range = { fromS: 0, toS: 1 }
    assert.equal(rttBuckets(rows(100), range, 1)[0]?.p99S, undefined)
    assert.equal(rttBuckets(rows(200), range, 1)[0]?.p99S, 198)
  })

  test('lose no probe', () => {
    const row = fc.tuple(
      fc.double({ min: -1, max: 11, noNaN: true }),
      fc.oneof(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.constant(Number.NaN)),
    )
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (rows, n) => {
        const buckets = rttBuckets(tableOf(rows), { fromS: 0, toS: 10 }, n)
        const counted = buckets.reduce((sum, bucket) => sum + bucket.count + bucket.timedOut, 0)
        assert.equal(counted, rows.length)
      }),
    )
  })
})

test('the highest RTTs are picked, and those left out are counted', () => {
  const table = tableOf([
    [0, 5],
    [1, Number.NaN],
    [2, 1],
    [3, 9],
  ])
  assert.deepEqual(highestRtts(table, 2), { rows: [0, 3], left: 1 })
  assert.deepEqual(highestRtts(table, 10), { rows: [0, 2, 3], left: 0 })
})

test('time-outs are thinned evenly', () => {
  const table = tableOf(Array.from({ length: 10 }, (_, index) => [index, Number.NaN] as const))
  assert.deepEqual(timedOutRows(table, 5), { rows: [0, 2, 4, 6, 8], left: 5 })
  assert.equal(timedOutRows(table, 10).rows.length, 10)
})

test('the range is the measured part, stretched to rows beyond it', () => {
  assert.deepEqual(rangeOf(tableOf([[1, 1]]), 30), { fromS: 0, toS: 30 })
  assert.deepEqual(rangeOf(tableOf([[31, 1]]), 30), { fromS: 0, toS: 31 })
  assert.deepEqual(rangeOf(tableOf([]), 0), { fromS: 0, toS: 1 })
})
