import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BpftraceParser } from '../../../../analysis/syscalls/bpftrace/bpftrace-parser.ts'
import type { ParseOutcome } from '../../../../analysis/syscalls/syscall.ts'
import { CollectedCalls } from '../../../support/collected-calls.ts'

const HEADER = `Attaching 5 probes...
# swimbench bpftrace 2 clock=boot
# calls 3=close 44=sendto 232=epoll_wait 299=recvmmsg
# fd 12 30 UDP:[127.0.0.1:9000]
# fd 12 31 UDP:[127.0.0.1:9000->127.0.0.1:9001]
`
/** 127.0.0.1:9001 as the words of a sockaddr_in. */
const PEER = [2n | (0x29_23n << 16n) | (0x0100_007fn << 32n), 0n, 0n].join(', ')
/** A plain ping: 20 01 02 03 04 00 00 00 2a. */
const PING = [
  Buffer.from('2001020304000000', 'hex').readBigUInt64LE(),
  0x2an,
  ...Array(14).fill(0n),
].join(', ')

function parse(text: string): {
  readonly calls: CollectedCalls['calls']
  readonly outcome: ParseOutcome
} {
  const sink = new CollectedCalls()
  const parser = new BpftraceParser(sink)
  parser.push(Buffer.from(text))
  const outcome = parser.end()
  return { calls: sink.calls, outcome }
}

function sum({ lines, ...kinds }: ParseOutcome['counts']): void {
  const total = Object.values(kinds).reduce((all, count) => all + count, 0)
  assert.equal(total, lines)
}

describe('a capture of bpftrace', () => {
  test('has calls with their times, results and descriptors', () => {
    const { calls, outcome } = parse(
      `${HEADER}@even[12, 13, 232, 1000000000, 1000005000, 1, 30]: 1\n\n@seen: 1\n`,
    )
    assert.deepEqual(calls, [
      {
        tid: 13,
        name: 'epoll_wait',
        startNs: 1_000_000_000,
        durationNs: 5000,
        result: 1,
        errno: '',
        fd: 30,
        descriptor: 'UDP:[127.0.0.1:9000]',
        messages: [],
      },
    ])
    const { counts, lost } = outcome
    assert.deepEqual([counts.calls, counts.notices, counts.continuations, lost], [1, 6, 1, 0])
    assert.equal(counts.unrecognized, 0)
    sum(counts)
  })

  test('names errors, and keeps results that only look like some', () => {
    const { calls } = parse(
      `${HEADER}@odd[12, 12, 44, 1, 2, -11, 30]: 1\n@odd[12, 12, 3, 3, 4, -140737488355328, 4294967295]: 1\n`,
    )
    assert.deepEqual(
      calls.map(({ errno, result, fd }) => [errno, result, fd]),
      [
        ['EAGAIN', -1, 30],
        ['', -140_737_488_355_328, -1],
      ],
    )
  })

  test('has datagrams with peers and bytes, several of one call in their order', () => {
    const call = '12, 13, 299, 10, 20, 2, 30'
    const { calls, outcome } = parse(
      `${HEADER}@even_data[${call}, 1, 1400, ${PEER}, ${PING}]: 1\n@even_data[${call}, 0, 9, ${PEER}, ${PING}]: 1\n@seen: 1\n`,
    )
    const [only] = calls
    assert.equal(calls.length, 1)
    assert.deepEqual(
      only?.messages.map(({ peer, sizeBytes, bytes }) => [peer, sizeBytes, bytes?.length]),
      [
        ['127.0.0.1:9001', 9, 9],
        ['127.0.0.1:9001', 1400, 128],
      ],
    )
    assert.equal(Buffer.from(only?.messages[0]?.bytes ?? []).toString('hex'), '20010203040000002a')
    assert.deepEqual([outcome.counts.calls, outcome.counts.continuations, outcome.lost], [1, 1, 0])
  })

  test('knows the peer of a connected socket, and IPv6', () => {
    const v6 = [10n | (0x29_23n << 16n), 0n, 0n].join(', ')
    const none = '0, 0, 0'
    const { calls } = parse(
      `${HEADER}@even_data[12, 13, 44, 1, 2, 9, 31, 0, 9, ${none}, ${PING}]: 1\n@even_data[12, 13, 44, 3, 4, 9, 30, 0, 9, ${v6}, ${PING}]: 1\n`,
    )
    assert.deepEqual(
      calls.map(({ messages }) => messages[0]?.peer),
      ['127.0.0.1:9001', '[::]:9001'],
    )
  })

  test('is put into the order of time within a turn, whatever order a map is printed in', () => {
    const line = (parity: string, startNs: number) =>
      `@${parity}[12, 12, 3, ${startNs}, ${startNs + 1}, 0, 4]: 1\n`
    const { calls } = parse(
      HEADER + line('even', 30) + line('even', 10) + line('odd', 50) + line('odd', 40),
    )
    assert.deepEqual(
      calls.map(({ startNs }) => startNs),
      [10, 30, 40, 50],
    )
  })

  test('counts a turn once that is printed once more at the end', () => {
    const turn = (parity: string, startNs: number) =>
      `@${parity}[12, 12, 3, ${startNs}, ${startNs + 1}, 0, 4]: 1\n`
    const text = `${HEADER}${turn('odd', 10)}${turn('even', 20)}${turn('odd', 10)}@seen: 2\n`
    const { calls, outcome } = parse(text)
    assert.equal(calls.length, 2)
    assert.deepEqual([outcome.counts.calls, outcome.counts.continuations, outcome.lost], [2, 1, 0])
  })

  test('tells how many calls there was no room for', () => {
    const { outcome } = parse(`${HEADER}@even[12, 12, 3, 1, 2, 0, 4]: 1\n@seen: 10\n`)
    assert.equal(outcome.lost, 9)
  })

  test('forgets what a descriptor was when it is closed', () => {
    const { calls } = parse(
      `${HEADER}@even[12, 12, 3, 1, 2, 0, 30]: 1\n@even[12, 12, 44, 3, 4, -9, 30]: 1\n`,
    )
    assert.deepEqual(
      calls.map(({ descriptor }) => descriptor),
      ['UDP:[127.0.0.1:9000]', ''],
    )
  })

  test('accounts for every line, whatever the bytes and however they are cut', () => {
    const bits = fc.constantFrom(
      '@even[12, 12, 3, 1, 2, 0, 4]: 1\n',
      `@odd_data[12, 13, 299, 10, 20, 1, 30, 0, 9, ${PEER}, ${PING}]: 1\n`,
      '@even[1, 2]: 1\n',
      '@seen: 99999999999999999999\n',
      '# calls 1=a\n',
      '# fd x\n',
      '@even[12, 12, 3, 2, 1, 0, 4]: 1\n',
      '\r\n',
    )
    const piece = fc.oneof(bits, fc.string({ unit: 'binary' }), fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 50 }), (pieces, step) => {
        const bytes = Buffer.from(HEADER + pieces.join(''))
        const whole = parse(bytes.toString())
        sum(whole.outcome.counts)
        const sink = new CollectedCalls()
        const parser = new BpftraceParser(sink)
        for (let at = 0; at < bytes.length; at += step) parser.push(bytes.subarray(at, at + step))
        assert.deepEqual(parser.end(), whole.outcome)
        assert.deepEqual(sink.calls, whole.calls)
      }),
    )
  })
})
