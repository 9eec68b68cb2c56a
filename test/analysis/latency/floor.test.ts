import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { floorMove, overFloor } from '../../../analysis/latency/floor.ts'
import { summarizeLatency } from '../../../analysis/latency/summarize-latency.ts'

/** Round trips around a median, spread by a share of it to either side. */
function around(medianS: number, spread = 0.01, count = 31) {
  const samples = Array.from({ length: count }, (_, n) => {
    return medianS * (1 + spread * ((2 * n) / (count - 1) - 1))
  })
  return summarizeLatency([Float64Array.from(samples)])
}

const rtt = { ...around(0.00012), segments: null }
const before = around(0.00008)
const floor = { gapS: 0.05, before, after: around(0.00009) }

describe('the RTT over the floor', () => {
  test('is its median over the mean of the medians before and after', () => {
    const over = overFloor({ rtt, floor })
    assert.ok(Math.abs((over?.floorS ?? 0) - 0.000085) < 1e-12)
    assert.ok(Math.abs((over?.multiple ?? 0) - 120 / 85) < 1e-9)
  })

  test('does with one side, and is undefined without any', () => {
    assert.ok(
      Math.abs((overFloor({ rtt, floor: { ...floor, after: null } })?.multiple ?? 0) - 1.5) < 1e-9,
    )
    assert.equal(overFloor({ rtt, floor: { ...floor, before: null, after: null } }), undefined)
    assert.equal(overFloor({ rtt, floor: null }), undefined)
    assert.equal(overFloor({ rtt: { ...rtt, p50: null }, floor }), undefined)
    const tooFew = around(0.00008, 0, 3)
    assert.equal(overFloor({ rtt, floor: { ...floor, before: tooFew, after: null } }), undefined)
  })
})

describe('a floor moved', () => {
  test('when its median did by more than a quarter, up or down', () => {
    const up = floorMove({ gapS: 1, before, after: around(0.00011) })
    assert.ok(Math.abs((up ?? 0) - 1.375) < 1e-9)
    assert.ok((floorMove({ gapS: 1, before: around(0.00011), after: before }) ?? 1) < 0.75)
  })

  test('not when it is a little slower, or was not measured twice', () => {
    assert.equal(floorMove(floor), undefined)
    assert.equal(floorMove({ gapS: 1, before, after: null }), undefined)
    assert.equal(floorMove({ gapS: 1, before: null, after: before }), undefined)
  })

  test('not when the intervals of the medians meet: then nobody knows', () => {
    const vague = around(0.00011, 2)
    assert.equal(floorMove({ gapS: 1, before: around(0.00008, 2), after: vague }), undefined)
  })
})
