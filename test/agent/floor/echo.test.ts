import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { FFI_MISSING, floorEcho } from '../../support/floor-echo.ts'

test('the echo of the floor gives back what it gets, except for what is no ping of the floor', {
  skip: FFI_MISSING,
}, async () => {
  await using echo = await floorEcho()
  const socket = createSocket('udp4')
  socket.send(Buffer.alloc(10), echo.port, '127.0.0.1')
  socket.send('123456789', echo.port, '127.0.0.1')
  const [answer, { port }] = await once(socket, 'message')
  assert.equal(String(answer), '123456789')
  assert.equal(port, echo.port)
  socket.close()
})
