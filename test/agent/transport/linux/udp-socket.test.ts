/** A socket of the fast path, and what the system says when there can be none. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { bindUdp } from '../../../../agent/transport/linux/udp-socket.ts'
import { FAST_PATH_MISSING, linuxThread } from '../../../support/linux-thread.ts'

describe('a socket of the fast path', { skip: FAST_PATH_MISSING }, () => {
  test('has the port that was asked for, or one that was free', () => {
    for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
      const any = bindUdp(host, 0, linuxThread())
      assert.ok(any.port > 0 && any.port < 65_536)
      any.close()
      const same = bindUdp(host, any.port, linuxThread())
      assert.equal(same.port, any.port)
      same.close()
    }
  })

  test('that cannot be had says so by code, and leaves nothing open', () => {
    const taken = bindUdp('127.0.0.1', 0, linuxThread())
    const descriptors = readdirSync('/proc/self/fd').length
    const cases: [host: string, port: number, code: string][] = [
      ['127.0.0.1', taken.port, 'EADDRINUSE'],
      ['192.0.2.1', 0, 'EADDRNOTAVAIL'],
      ['2001:db8::1', 0, 'EADDRNOTAVAIL'],
      ['localhost', 0, 'EADDRNOTAVAIL'],
    ]
    for (const [host, port, code] of cases) {
      assert.throws(() => bindUdp(host, port, linuxThread()), { code })
    }
    assert.equal(readdirSync('/proc/self/fd').length, descriptors)
    taken.close()
  })
})
