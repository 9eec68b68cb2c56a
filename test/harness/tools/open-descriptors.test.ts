import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'node:test'
import { openDescriptors } from '../../../harness/tools/open-descriptors.ts'

test('sockets are called by their addresses, connected ones by both', async () => {
  const one = createSocket('udp4')
  one.bind(0, '127.0.0.1')
  await once(one, 'listening')
  const other = createSocket('udp6')
  other.bind(0, '::1')
  await once(other, 'listening')
  const third = createSocket('udp4')
  third.connect(one.address().port, '127.0.0.1')
  await once(third, 'connect')
  const all = await openDescriptors([process.pid])
  const what = new Set(all.map((descriptor) => descriptor.what))
  const here = `127.0.0.1:${one.address().port}`
  assert.ok(what.has(`UDP:[${here}]`))
  assert.ok(what.has(`UDPv6:[[::1]:${other.address().port}]`))
  assert.ok(what.has(`UDP:[127.0.0.1:${third.address().port}->${here}]`))
  for (const { pid } of all) assert.equal(pid, process.pid)
  for (const socket of [one, other, third]) socket.close()
})

test('a process that is gone has nothing open', async () => {
  assert.deepEqual(await openDescriptors([2 ** 22 + 1]), [])
})
