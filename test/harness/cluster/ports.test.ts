import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { takePorts } from '../../../harness/cluster/ports.ts'
import { UserError } from '../../../harness/errors.ts'

const HOST = '127.0.0.1'

test('free ports are different, and free for UDP and TCP', async () => {
  const ports = await takePorts(HOST, 0, 50)
  assert.equal(new Set(ports).size, 50)
  const [port = 0] = ports
  const socket = createSocket('udp4')
  socket.bind(port, HOST)
  const server = createServer().listen(port, HOST)
  await Promise.all([once(socket, 'listening'), once(server, 'listening')])
  socket.close()
  server.close()
})

test('named ports follow each other', async () => {
  const [first = 0] = await takePorts(HOST, 0, 1)
  const { length } = await takePorts(HOST, first, 1)
  assert.equal(length, 1)
})

test('a port taken for UDP is an error that names its owner and a way out', async () => {
  const socket = createSocket('udp4')
  socket.bind(0, HOST)
  await once(socket, 'listening')
  const { port } = socket.address()
  await assert.rejects(takePorts(HOST, port, 1), (error) => {
    assert.ok(error instanceof UserError)
    assert.match(
      error.message,
      new RegExp(`^port ${port} is in use \\(udp\\) by pid ${process.pid}: .*node`),
    )
    assert.match(error.suggestion ?? '', /--base-port 0/)
    return true
  })
  socket.close()
})

test('a port taken for TCP alone is taken', async () => {
  const server = createServer().listen(0, HOST)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await assert.rejects(takePorts(HOST, port, 1), /in use \(tcp\) by pid \d+/)
  server.close()
})

test('ports beyond the last one are refused as a mistake in the command line', async () => {
  await assert.rejects(takePorts(HOST, 65_530, 10), (error) => {
    assert.ok(error instanceof UserError)
    assert.equal(error.exitCode, 2)
    assert.match(error.suggestion ?? '', /--base-port 65526/)
    return true
  })
})

test('an address of another machine is an error that says so', async () => {
  await assert.rejects(takePorts('192.0.2.1', 9000, 1), /cannot be bound \(EADDRNOTAVAIL\)/)
})
