import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Message } from '../../../agent/protocol/message.ts'
import { clusterTag } from '../../../agent/wire/cluster.ts'
import { encodeMessage } from '../../../agent/wire/codec.ts'
import { DatagramWatch } from '../../../harness/tracing/datagram-watch.ts'

const WATCHED = '127.0.0.1:9000'

function datagram(message: Message): Uint8Array {
  const buffer = new Uint8Array(1400)
  return buffer.slice(0, encodeMessage(message, clusterTag('swimbench'), buffer, '127.0.0.1:9001'))
}

describe('who watches datagrams', () => {
  test('reads them, and has nothing to say where all is well', () => {
    const watch = new DatagramWatch([], WATCHED)
    const bytes = datagram({ kind: 'ping', sequence: 42, updates: [] })
    assert.equal(watch.decode(bytes, bytes.length)?.text, 'ping #42')
    assert.deepEqual(watch.warnings('strace'), [])
  })

  test('tells when others doubt the member that is watched, and only that one', () => {
    const watch = new DatagramWatch([], WATCHED)
    for (const [member, status] of [
      [WATCHED, 'suspect'],
      [WATCHED, 'dead'],
      [WATCHED, 'alive'],
      ['127.0.0.1:9002', 'dead'],
    ] as const) {
      const update = { member, status, incarnation: 1 }
      const bytes = datagram({ kind: 'gossip', updates: [update] })
      watch.decode(bytes, bytes.length)
    }
    const [warning, ...others] = watch.warnings('strace')
    assert.equal(others.length, 0)
    assert.equal(
      warning?.message,
      '127.0.0.1:9000 was declared dead (1 datagram said so, 1 that it is suspect) while it was watched',
    )
    assert.match(warning?.advice ?? '', /^strace may have slowed it down/)
  })
})
