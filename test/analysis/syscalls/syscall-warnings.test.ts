import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SyscallSummary } from '../../../analysis/syscalls/summarize.ts'
import { syscallWarnings } from '../../../analysis/syscalls/syscall-warnings.ts'
import { decodeWords, type FakeSyscall, feed, probing, sends } from '../../support/fake-syscall.ts'

const counts = {
  lines: 10,
  calls: 7,
  signals: 0,
  exits: 0,
  notices: 0,
  continuations: 0,
  unrecognized: 3,
}

function codesOf(fakes: readonly FakeSyscall[], tool: string | null = 'bpftrace'): string[] {
  const report = feed(new SyscallSummary({ decode: decodeWords }), fakes).summary()
  return syscallWarnings(report, tool).map(({ code }) => code)
}

describe('reasons to doubt a capture', () => {
  test('are none where all is well', () => {
    assert.deepEqual(codesOf(probing(20)), [])
  })

  test('are the tool itself, where it slows every call down', () => {
    assert.deepEqual(codesOf(probing(20), 'strace'), ['slow-tool'])
  })

  test('are lines that were not recognized and calls that were lost', () => {
    const outcome = { counts, unrecognized: [], unfinished: 0, originS: 0, lost: 4 }
    const report = feed(new SyscallSummary(), probing(1)).summary({ outcome })
    const codes = syscallWarnings(report, null).map(({ code }) => code)
    assert.deepEqual(codes, ['unrecognized-lines', 'lost-calls'])
  })

  test('are times that are missing or out of order', () => {
    assert.deepEqual(codesOf([{ tookUs: Number.NaN }]), ['no-durations'])
    assert.deepEqual(codesOf([{ atUs: Number.NaN }]), ['no-times'])
    assert.deepEqual(codesOf([...probing(2), ...probing(2)]), ['out-of-order'])
    assert.deepEqual(codesOf([]), ['no-calls'])
  })

  test('are pings without acks and datagrams that cannot be read', () => {
    const late: FakeSyscall = { name: 'epoll_wait', atUs: 10, tookUs: 3e6, result: 0 }
    assert.deepEqual(codesOf([sends('ping 1'), late]), ['unanswered-pings'])
    assert.deepEqual(codesOf([...probing(2), sends('?', { atUs: 1e5 })]), ['undecoded'])
  })
})
