import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openFloorSocket } from '../../../agent/floor/floor-socket.ts'
import { probeFloor } from '../../../agent/floor/prober.ts'
import { FFI_MISSING, floorEcho } from '../../support/floor-echo.ts'

describe('the prober of the floor', { skip: FFI_MISSING }, () => {
  test('makes as many round trips as asked for, each after the gap', async () => {
    await using echo = await floorEcho()
    const beganMs = performance.now()
    const probed = probeFloor(echo.port, 2, 20)
    const tookMs = performance.now() - beganMs
    if (!probed.ok) assert.fail(probed.reason)
    const { rttNs, lost } = probed.value
    assert.equal(rttNs.length + lost, 20)
    assert.ok(rttNs.every((ns) => Number.isSafeInteger(ns) && ns > 0))
    const answeredMs = rttNs.reduce((sum, ns) => sum + ns, 0) / 1e6
    assert.ok(tookMs >= 20 * 2 + answeredMs)
  })

  test('says so when nobody answers, instead of waiting for ever', () => {
    const silent = openFloorSocket()
    if (!silent.ok) assert.fail(silent.reason)
    assert.throws(() => probeFloor(silent.value.port, 1, 3), /no answer from the echo/)
    silent.value.close()
  })
})
