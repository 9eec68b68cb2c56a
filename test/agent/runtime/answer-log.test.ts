/** Which ping was answered when: each once, with the time its own ack left. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AnswerLog } from '../../../agent/runtime/answer-log.ts'

const A = '127.0.0.1:9001'
const B = '127.0.0.1:9002'

const ping = (peer: string, sequence: number, kernelMs: number) => ({
  peer,
  sequence,
  kernelMs,
  awakeMs: kernelMs + 0.25,
})

describe('the log of answers', () => {
  test('has nothing to tell before there was a ping', () => {
    assert.equal(new AnswerLog().take(), undefined)
  })

  test('tells in whole nanoseconds, each peer named once, and each answer once', () => {
    const log = new AnswerLog()
    for (const [peer, sequence, kernelMs] of [
      [A, 7, 1],
      [B, 8, 2],
      [A, 9, 3],
    ] as const) {
      log.sent(kernelMs + 0.5)
      log.pinged(ping(peer, sequence, kernelMs), 'sent')
    }
    assert.deepEqual(log.take(), {
      peers: [A, B],
      rows: [
        [0, 7, 1_000_000, 1_250_000, 1_500_000],
        [1, 8, 2_000_000, 2_250_000, 2_500_000],
        [0, 9, 3_000_000, 3_250_000, 3_500_000],
      ],
      unlogged: 0,
    })
    assert.equal(log.take(), undefined)
  })

  test('gives acks that were held back the time at which all of them left', () => {
    const log = new AnswerLog()
    log.pinged(ping(A, 1, 1), 'held')
    log.pinged(ping(B, 2, 1), 'held')
    assert.equal(log.take(), undefined)
    log.sent(1.5)
    // What leaves later has nothing to do with them.
    log.sent(99)
    const sentNs = log.take()?.rows.map(([, , , , at]) => at)
    assert.deepEqual(sentNs, [1_500_000, 1_500_000])
  })

  test('takes an ack that the state machine made for the ping it answers', () => {
    const log = new AnswerLog()
    log.pinged(ping(A, 1, 1), 'none')
    // Acks to others, as a relay gives them, and one to another ping of the same peer.
    log.answering(B, 1)
    log.answering(A, 2)
    log.sent(1.1)
    assert.equal(log.take(), undefined)
    log.answering(A, 1)
    log.answering(A, 1)
    log.sent(1.5)
    assert.deepEqual(log.take()?.rows, [[0, 1, 1_000_000, 1_250_000, 1_500_000]])
  })

  test('forgets a ping that was never answered when the next one comes', () => {
    const log = new AnswerLog()
    log.pinged(ping(A, 1, 1), 'none')
    log.pinged(ping(A, 2, 2), 'none')
    log.answering(A, 1)
    log.answering(A, 2)
    log.sent(3)
    assert.deepEqual(
      log.take()?.rows.map(([, sequence]) => sequence),
      [2],
    )
  })

  test('counts what a flood brings beyond its room, and has room again afterwards', () => {
    const log = new AnswerLog()
    for (let sequence = 0; sequence < 5000; sequence++) {
      log.pinged(ping(A, sequence, 1), sequence % 2 === 0 ? 'held' : 'sent')
    }
    log.sent(2)
    const flood = log.take()
    assert.equal(flood?.rows.length, 4096)
    assert.equal(flood.unlogged, 5000 - 4096)
    log.pinged(ping(A, 1, 3), 'sent')
    const after = log.take()
    assert.deepEqual([after?.rows.length, after?.unlogged], [1, 0])
  })
})
