import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { PerfTraceParser } from '../../../../analysis/syscalls/perf-trace/perf-trace-parser.ts'
import type { ParseOutcome } from '../../../../analysis/syscalls/syscall.ts'
import { CollectedCalls } from '../../../support/collected-calls.ts'

function parse(text: string): {
  readonly calls: CollectedCalls['calls']
  readonly outcome: ParseOutcome
} {
  const sink = new CollectedCalls()
  const parser = new PerfTraceParser(sink)
  parser.push(Buffer.from(text))
  const outcome = parser.end()
  return { calls: sink.calls, outcome }
}

function sum({ lines, ...kinds }: ParseOutcome['counts']): void {
  const total = Object.values(kinds).reduce((all, count) => all + count, 0)
  assert.equal(total, lines)
}

const REAL = `# swimbench perf-trace 1 clock=monotonic
# fd 26968 27 UDP:[127.0.0.1:9000->127.0.0.1:9001]
         ? (         ): protocol/26968  ... [continued]: epoll_pwait2())                                     = 0
22620076.426 ( 0.026 ms): protocol/26968 recvmmsg(fd: 30<socket:[1334956]>, mmsg: 0x7f45b015ab30, vlen: 32, flags: DONTWAIT) = 1
22620076.477 ( 0.046 ms): protocol/26968 sendto(fd: 27, buff: 0x7f45b018bb90, len: 9, flags: DONTWAIT, addr: 0x7f45b0198800, addr_len: 0x10) = 9
22620076.501 ( 0.004 ms): node/26960 read(fd: 5, buf: 0x7ffce0f45b88, count: 832)                       = -1 EAGAIN (Resource temporarily unavailable)
23785138.697 (         ): python3/1914 clock_nanosleep(which_clock: 1, flags: 1, rqtp: 0x7fb44d043ab0)    ...
23785146.881 (         ): a (b)/c: d/1923 execve(filename: 0x4d7b5031, argv: 0x7ffc866cff40) ...
23785146.881 ( 0.273 ms): sh/1923  ... [continued]: execve())                                           = 0
23785138.697 ( 9.527 ms): python3/1914  ... [continued]: clock_nanosleep())                                  = -1 (unknown) (INTERNAL ERROR: strerror_r(514, [buf], 128)=22)
23847518.319 (10.233 ms): python3/2389 poll(ufds: 0x7f2baa74c750, nfds: 1, timeout_msecs: 10)                = 0 (Timeout)
23847528.598 ( 0.004 ms): python3/2389 fcntl(fd: 3, cmd: GETFL)                                              = RDONLY
23785147.021 ( 1.259 ms): python3/1872 wait4(upid: 1923 (sh), stat_addr: 0x7ffc866cfef8)                    = 1923 (sh)
     0.061 ( 0.013 ms): brk()                                                                 = 0x561b22bf2000
     0.479 ( 0.012 ms): close(fd: 4</etc/locale.alias>)                                       = 0
28027352.173 ( 0.001 ms): python3/22675 getppid()                                                                =
LOST 17 events!

23847755.163 (         ): python3/2389 exit_group()                                                          = ?
`

describe('the output of perf trace', () => {
  test('is understood line by line', () => {
    const { calls, outcome } = parse(REAL)
    assert.deepEqual(outcome.unrecognized, [])
    assert.deepEqual(outcome.counts, {
      lines: 19,
      calls: 12,
      signals: 0,
      exits: 1,
      notices: 3,
      continuations: 3,
      unrecognized: 0,
    })
    assert.equal(outcome.lost, 17)
    assert.equal(outcome.unfinished, 0)
    assert.deepEqual(
      calls.map(({ tid, name, result, errno }) => [tid, name, result, errno]),
      [
        [26_968, 'epoll_pwait2', 0, ''],
        [26_968, 'recvmmsg', 1, ''],
        [26_968, 'sendto', 9, ''],
        [26_960, 'read', -1, 'EAGAIN'],
        [1923, 'execve', 0, ''],
        [1914, 'clock_nanosleep', -1, 'ERESTARTNOHAND'],
        [2389, 'poll', 0, ''],
        [2389, 'fcntl', Number.NaN, ''],
        [1872, 'wait4', 1923, ''],
        [0, 'brk', 0x561b22bf2000, ''],
        [0, 'close', 0, ''],
        [22_675, 'getppid', Number.NaN, ''],
      ],
    )
  })

  test('tells when a call began, and how long it took', () => {
    const [under, received, ...rest] = parse(REAL).calls
    assert.deepEqual([under?.startNs, under?.durationNs], [Number.NaN, Number.NaN])
    assert.deepEqual([received?.startNs, received?.durationNs], [22_620_076_426_000, 26_000])
    const slept = rest.find(({ name }) => name === 'clock_nanosleep')
    assert.deepEqual([slept?.startNs, slept?.durationNs], [23_785_138_697_000, 9_527_000])
  })

  test('knows descriptors, from the line or from the header of the capture', () => {
    const [, received, sent, , , , , , , , closed] = parse(REAL).calls
    assert.deepEqual([received?.fd, received?.descriptor], [30, 'socket:[1334956]'])
    assert.deepEqual([sent?.fd, sent?.descriptor], [27, 'UDP:[127.0.0.1:9000->127.0.0.1:9001]'])
    assert.deepEqual(sent?.messages, [{ peer: '127.0.0.1:9001', bytes: undefined, sizeBytes: 9 }])
    assert.deepEqual([closed?.fd, closed?.descriptor], [4, '/etc/locale.alias'])
  })

  test('that ends within calls counts them as unfinished', () => {
    const { outcome } = parse('1.000 (         ): sh/1 read(fd: 3)    ...\n')
    assert.equal(outcome.unfinished, 1)
  })

  test('accounts for every line, whatever the bytes and however they are cut', () => {
    const lines = fc.constantFrom(...REAL.split('\n').map((line) => `${line}\n`))
    const cut = lines.chain((line) =>
      fc.integer({ min: 0, max: line.length }).map((at) => line.slice(at)),
    )
    const piece = fc.oneof(lines, cut, fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 80 }), (pieces, step) => {
        const bytes = Buffer.from(pieces.join(''))
        const whole = parse(bytes.toString())
        sum(whole.outcome.counts)
        assert.equal(whole.calls.length, whole.outcome.counts.calls)
        const sink = new CollectedCalls()
        const parser = new PerfTraceParser(sink)
        for (let at = 0; at < bytes.length; at += step) parser.push(bytes.subarray(at, at + step))
        assert.deepEqual(parser.end(), whole.outcome)
        assert.deepEqual(sink.calls, whole.calls)
      }),
    )
  })
})
