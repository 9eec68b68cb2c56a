import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  bpftraceProgram,
  CAPTURE_MARK,
  TRACED_CALLS,
} from '../../../harness/tools/bpftrace-program.ts'

describe('the program of bpftrace', () => {
  test('watches the processes that it was given, and no others', () => {
    const program = bpftraceProgram([12, 345], TRACED_CALLS, 'boot')
    assert.match(
      program.split('\n', 1).join(),
      /^BEGIN \{ .*@watched\[12\] = 1; @watched\[345\] = 1; printf/,
    )
    const entries = program.split('\n').filter((line) => line.includes(':sys_enter_'))
    assert.equal(entries.length, TRACED_CALLS.length)
    for (const entry of entries)
      assert.match(entry, / \/@watched\[pid\]\/ \{ @from\[tid\] = nsecs;/)
  })

  test('names the clock that it reads', () => {
    const [begin = '', ...rest] = bpftraceProgram([1], TRACED_CALLS, 'monotonic').split('\n')
    assert.ok(begin.includes(`${CAPTURE_MARK} clock=monotonic calls=sendto,`))
    assert.ok(rest.join('\n').includes('= nsecs(monotonic);'))
    assert.doesNotMatch(rest.join('\n'), /nsecs;/)
  })

  test('has only the calls that the kernel knows', () => {
    const program = bpftraceProgram([1], TRACED_CALLS.slice(0, 1), 'boot')
    const probes = program.match(/tracepoint:\S+/g)
    assert.deepEqual(probes, [
      'tracepoint:syscalls:sys_enter_sendto',
      'tracepoint:syscalls:sys_exit_sendto',
    ])
  })
})
