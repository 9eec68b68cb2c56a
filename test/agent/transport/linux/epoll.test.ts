/** Waiting: when it ends, and for whom. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Epoll } from '../../../../agent/transport/linux/epoll.ts'
import { loadLibc } from '../../../../agent/transport/linux/libc.ts'
import { libcClock } from '../../../../agent/transport/linux/libc-clock.ts'
import { ReceiveBatch } from '../../../../agent/transport/linux/receive-batch.ts'
import { SocketAddresses } from '../../../../agent/transport/linux/socket-address.ts'
import { bindUdp } from '../../../../agent/transport/linux/udp-socket.ts'
import { FAST_PATH_MISSING } from '../../../support/linux-thread.ts'

/** Long enough for a timer descriptor. */
const LONG_MS = 60
const NINE_BYTES = new Uint8Array(9)

describe('a wait', { skip: FAST_PATH_MISSING }, () => {
  test('ends with nothing when time is up, and not before, short or long', () => {
    const { epoll, elapsedMs, wait } = opened()
    for (const timeoutMs of [0, 0.3, 2, LONG_MS, 1, LONG_MS, LONG_MS / 2]) {
      const tookMs = elapsedMs(() => assert.equal(wait(timeoutMs), 0))
      assert.ok(tookMs >= timeoutMs, `${tookMs} of ${timeoutMs} ms`)
    }
    epoll.close()
  })

  test('that a datagram ended leaves no alarm behind for the next', () => {
    const { epoll, elapsedMs, socket, send, read, wait } = opened()
    send()
    assert.equal(wait(LONG_MS), 1)
    assert.equal(epoll.ready(0), socket.fd)
    read()
    // Its timer rings in one of these, and in that one only.
    for (let waits = 0; waits < 2 * LONG_MS; waits++) assert.equal(wait(1), 0)
    const tookMs = elapsedMs(() => assert.equal(wait(2 * LONG_MS), 0))
    assert.ok(tookMs >= 2 * LONG_MS, `${tookMs} ms`)
    socket.close()
    epoll.close()
  })

  test('for long that ends in time has what came meanwhile, and nothing else', () => {
    const { epoll, socket, send, wait } = opened()
    assert.equal(wait(LONG_MS), 0)
    send()
    assert.equal(wait(0), 1)
    assert.equal(epoll.ready(0), socket.fd)
    socket.close()
    epoll.close()
  })
})

function opened() {
  const loaded = loadLibc()
  assert.ok(loaded.ok)
  const { libc, addressOf } = loaded
  const nowMs = libcClock(libc, addressOf)
  const epoll = new Epoll(libc, addressOf)
  const socketAddresses = new SocketAddresses(addressOf)
  const socket = bindUdp('127.0.0.1', 0, { libc, addressOf, socketAddresses })
  epoll.add(socket.fd)
  const self = socketAddresses.of(`127.0.0.1:${socket.port}`)
  assert.ok(self !== undefined)
  const bytes = addressOf(NINE_BYTES)
  const receiving = new ReceiveBatch(libc, addressOf)
  return {
    epoll,
    socket,
    wait(timeoutMs: number): number {
      const startMs = nowMs()
      epoll.arm(startMs + timeoutMs, startMs)
      return epoll.wait()
    },
    elapsedMs(act: () => void): number {
      const startMs = nowMs()
      act()
      return nowMs() - startMs
    },
    send: () => void libc.sendto(socket.fd, bytes, 9, 0, self.memory.address, self.sizeBytes),
    read: () => void receiving.receive(socket.fd),
  }
}
