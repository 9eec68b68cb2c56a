import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  KERNEL_STAMP_ERROR_NS_MAX,
  type RoundTrip,
  SEGMENT_NAMES,
  type SplitCycles,
  splitRoundTrip,
  summarizeSegments,
  sumOfMedians,
} from '../../../analysis/latency/segments.ts'
import { ProbeTableBuilder } from '../../../analysis/tables/probe-table-builder.ts'

const trip: RoundTrip = {
  sentNs: 1000,
  peerKernelNs: 11_000,
  peerAwakeNs: 41_000,
  peerSentNs: 46_000,
  kernelNs: 58_000,
  awakeNs: 98_000,
  ackNs: 105_000,
}

describe('a round trip', () => {
  test('is split at the moments that both ends tell', () => {
    assert.deepEqual(splitRoundTrip(trip), [10_000, 30_000, 5000, 12_000, 40_000, 7000])
  })

  test('has stamps of the kernel moved into order when they are a little beside the truth', () => {
    const early = splitRoundTrip({ ...trip, peerKernelNs: 0, kernelNs: 42_000 })
    assert.deepEqual(early, [0, 40_000, 5000, 0, 52_000, 7000])
    const late = splitRoundTrip({ ...trip, peerKernelNs: 42_000, kernelNs: 99_000 })
    assert.deepEqual(late, [40_000, 0, 5000, 52_000, 0, 7000])
  })

  test('is not split when a stamp of the kernel is too far beside it', () => {
    const off = KERNEL_STAMP_ERROR_NS_MAX + 1
    assert.equal(splitRoundTrip({ ...trip, peerKernelNs: trip.sentNs - off }), undefined)
    assert.equal(splitRoundTrip({ ...trip, peerKernelNs: trip.peerAwakeNs + off }), undefined)
    assert.equal(splitRoundTrip({ ...trip, kernelNs: trip.peerSentNs - off }), undefined)
    assert.equal(splitRoundTrip({ ...trip, kernelNs: trip.awakeNs + off }), undefined)
  })

  test('is not split by an answer that was given before or after it', () => {
    for (const byNs of [-1e6, 1e6]) {
      const { peerKernelNs, peerAwakeNs, peerSentNs } = trip
      const other = {
        peerKernelNs: peerKernelNs + byNs,
        peerAwakeNs: peerAwakeNs + byNs,
        peerSentNs: peerSentNs + byNs,
      }
      assert.equal(splitRoundTrip({ ...trip, ...other }), undefined)
    }
  })

  test('is split into six parts, none below zero, that sum to the RTT', () => {
    const durationNs = fc.nat(10_000_000)
    const error = fc.integer({ min: -KERNEL_STAMP_ERROR_NS_MAX, max: KERNEL_STAMP_ERROR_NS_MAX })
    const start = fc.nat(2 ** 50)
    fc.assert(
      fc.property(
        start,
        fc.tuple(durationNs, durationNs, durationNs, durationNs, durationNs, durationNs),
        fc.tuple(error, error),
        (sentNs, [a, b, c, d, e, f], [peerError, ourError]) => {
          const peerAwakeNs = sentNs + a + b
          const peerSentNs = peerAwakeNs + c
          const awakeNs = peerSentNs + d + e
          const split = splitRoundTrip({
            sentNs,
            peerKernelNs: sentNs + a + peerError,
            peerAwakeNs,
            peerSentNs,
            kernelNs: peerSentNs + d + ourError,
            awakeNs,
            ackNs: awakeNs + f,
          })
          assert.ok(split !== undefined)
          assert.equal(split.length, SEGMENT_NAMES.length)
          assert.ok(split.every((ns) => ns >= 0 && Number.isInteger(ns)))
          assert.equal(
            split.reduce((sum, ns) => sum + ns, 0),
            a + b + c + d + e + f,
          )
        },
      ),
    )
  })

  test('of any seven moments is split into parts that sum to the RTT, or not at all', () => {
    const moment = fc.integer({ min: 0, max: 40_000 })
    const trips = fc.record({
      sentNs: moment,
      peerKernelNs: moment,
      peerAwakeNs: moment,
      peerSentNs: moment,
      kernelNs: moment,
      awakeNs: moment,
      ackNs: moment,
    })
    fc.assert(
      fc.property(trips, (any) => {
        const split = splitRoundTrip(any)
        if (split === undefined) return
        assert.ok(split.every((ns) => ns >= 0))
        assert.equal(
          split.reduce((sum, ns) => sum + ns, 0),
          any.ackNs - any.sentNs,
        )
      }),
    )
  })
})

describe('the segments of a run', () => {
  /** Two agents take turns; every third cycle has no RTT. */
  function probes(cycles: number) {
    const builder = new ProbeTableBuilder()
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const isLost = cycle % 3 === 2
      builder.append({
        agent: cycle % 2 === 0 ? 'a' : 'b',
        target: 'c',
        intendedAtS: cycle,
        sentAtS: cycle,
        rttS: isLost ? Number.NaN : 0.006,
        outcome: isLost ? 'timed-out' : 'acked',
      })
    }
    return builder.build()
  }
  const split = (rows: readonly number[]): SplitCycles => ({
    rows: Uint32Array.from(rows),
    durationsS: SEGMENT_NAMES.map((_, segment) =>
      Float64Array.from(rows, (row) => (segment + 1) / 1000 + row / 1e6),
    ),
  })

  test('are distributions, one a segment, beside the number of cycles that could not be split', () => {
    const segments = summarizeSegments(split([0, 1, 3, 4, 6, 7]), probes(12))
    assert.equal(segments?.cycles, 6)
    assert.equal(segments?.unsplit, 2)
    assert.deepEqual(Object.keys(segments?.parts ?? {}), SEGMENT_NAMES)
    assert.equal(segments?.parts.reply.count, 6)
    assert.equal(segments?.parts.reply.min, 0.004)
    assert.equal(segments?.parts.handling.max, 0.006007)
  })

  test('follow each agent by itself from cycle to cycle', () => {
    // The rows of a are 0, 4 and 6, those of b 1, 3 and 7: they differ by 4, 2, 2 and 4 µs.
    const segments = summarizeSegments(split([0, 1, 3, 4, 6, 7]), probes(12))
    const difference = segments?.parts.send.meanSuccessiveDifference ?? 0
    assert.ok(Math.abs(difference - 3e-6) < 1e-12, String(difference))
  })

  test('have a sum of medians where each has a median', () => {
    const enough = summarizeSegments(split([0, 1, 3, 4, 6, 7]), probes(12))
    assert.ok(enough !== null)
    assert.ok(Math.abs((sumOfMedians(enough) ?? 0) - (0.021 + 6 * 3e-6)) < 1e-12)
    const few = summarizeSegments(split([0]), probes(12))
    assert.ok(few !== null)
    assert.equal(sumOfMedians(few), null)
  })

  test('are null where no cycle could be split', () => {
    assert.equal(summarizeSegments(split([]), probes(12)), null)
  })
})
