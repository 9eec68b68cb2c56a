import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { portOwner } from '../../../harness/cluster/port-owner.ts'

test('the owner of a UDP port is found', async () => {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const owner = await portOwner(socket.address().port)
  socket.close()
  assert.equal(owner?.pid, process.pid)
  assert.equal(owner?.protocol, 'udp')
  assert.match(owner?.command ?? '', /node/)
})

test('the owner of a TCP port is found, also when it listens on IPv6', async () => {
  const server = createServer().listen(0, '::')
  await once(server, 'listening')
  const owner = await portOwner((server.address() as { port: number }).port)
  server.close()
  assert.deepEqual([owner?.pid, owner?.protocol], [process.pid, 'tcp'])
})

test('a port that nobody holds has no owner', async () => {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(resolve))
  assert.equal(await portOwner(port), undefined)
})
