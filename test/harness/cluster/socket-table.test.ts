import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { addressOf, isWildcard, socketsIn } from '../../../harness/cluster/socket-table.ts'

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  711: 0100007F:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 88121 2 0000000000000000 0
  712: 00000000:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 88122 2 0000000000000000 0
  713: 0100007F:2328 0100007F:1234 06 00000000:00000000 00:00000000 00000000     0        0 0 2 0000000000000000 0
  714: something else
`

describe('a table of sockets', () => {
  test('says which socket is bound where, and whose it is', () => {
    const shown = socketsIn(TABLE, 'udp').map((one) => [addressOf(one), one.inode, one.uid])
    assert.deepEqual(shown, [
      ['127.0.0.1:9000', '88121', 1000],
      ['0.0.0.0:9001', '88122', 0],
    ])
  })

  test('that is empty or no table holds none', () => {
    assert.deepEqual(socketsIn('', 'udp'), [])
    assert.deepEqual(socketsIn('\0\n\u{ffff} a b c d e f g h i j\n', 'tcp'), [])
  })

  test('of TCP tells those that listen from connections', () => {
    const rows = ['0A', '01'].map(
      (state, at) =>
        `  ${at}: 0100007F:2328 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${at + 5} 1`,
    )
    const sockets = socketsIn(['header', ...rows].join('\n'), 'tcp')
    assert.deepEqual(
      sockets.map(({ isListening }) => isListening),
      [true, false],
    )
  })
})

test('the kernel of this machine is understood, for either family', async () => {
  const cases = [
    { type: 'udp4', host: '127.0.0.2', table: '/proc/net/udp', shown: '127.0.0.2' },
    { type: 'udp6', host: '::1', table: '/proc/net/udp6', shown: '::1' },
    { type: 'udp6', host: '::ffff:127.0.0.1', table: '/proc/net/udp6', shown: '127.0.0.1' },
  ] as const
  for (const { type, host, table, shown } of cases) {
    const socket = createSocket(type)
    socket.bind(0, host)
    await once(socket, 'listening')
    const { port } = socket.address()
    const found = socketsIn(await readFile(table, 'utf8'), 'udp').filter((one) => one.port === port)
    socket.close()
    assert.deepEqual([found.map((one) => one.host), host], [[shown], host])
  }
})

test('wildcards of both families listen everywhere', () => {
  assert.deepEqual(['0.0.0.0', '::', '127.0.0.1', '::1'].map(isWildcard), [
    true,
    true,
    false,
    false,
  ])
})
