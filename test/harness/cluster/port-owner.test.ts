import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { portOwner, socketsOfPort } from '../../../harness/cluster/port-owner.ts'

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  711: 0100007F:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 88121 2 0000000000000000 0
  712: 00000000:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 88122 2 0000000000000000 0
  713: 0100007F:2328 0100007F:1234 06 00000000:00000000 00:00000000 00000000     0        0 0 2 0000000000000000 0
`

test('the table names the sockets bound to a port, whatever their address', () => {
  assert.deepEqual(socketsOfPort(TABLE, 9000), ['88121'])
  assert.deepEqual(socketsOfPort(TABLE, 9001), ['88122'])
  assert.deepEqual(socketsOfPort(TABLE, 9002), [])
  assert.deepEqual(socketsOfPort('', 9000), [])
})

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
