import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type FloorSocket, openFloorSocket } from '../../../agent/floor/floor-socket.ts'
import { FFI_MISSING } from '../../support/floor-echo.ts'

function opened(): FloorSocket {
  const result = openFloorSocket()
  if (!result.ok) assert.fail(result.reason)
  return result.value
}

function waits(socket: FloorSocket, durationMs: number): boolean {
  socket.waitUntil(socket.nowMs() + durationMs)
  return socket.wait()
}

describe('a socket of the floor', { skip: FFI_MISSING }, () => {
  test('carries bytes to another one, which knows where they came from', () => {
    const [one, other] = [opened(), opened()]
    one.send(Uint8Array.of(1, 2, 3), one.address(other.port))
    one.send(Uint8Array.of(4), one.address(other.port))
    assert.ok(waits(other, 1000))
    assert.equal(other.receive(), 2)
    assert.deepEqual([...other.datagram(0)], [1, 2, 3])
    assert.deepEqual([...other.datagram(1)], [4])
    other.answer(1, Uint8Array.of(5))
    other.release(2)
    assert.ok(waits(one, 1000))
    assert.equal(one.receive(), 1)
    assert.deepEqual([...one.datagram(0)], [5])
    one.close()
    other.close()
  })

  test('waits as long as it is told when nothing comes, and then has nothing', () => {
    const socket = opened()
    const beganMs = performance.now()
    assert.equal(waits(socket, 30), false)
    assert.ok(performance.now() - beganMs >= 30)
    assert.equal(socket.receive(), 0)
    socket.close()
  })
})
