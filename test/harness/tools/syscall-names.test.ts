import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { UserError } from '../../../harness/errors.ts'
import { NETWORK_CALLS } from '../../../harness/tools/call-filter.ts'
import { KNOWN_CALLS, namesOfCalls } from '../../../harness/tools/syscall-names.ts'

const HEADER = '/usr/include/x86_64-linux-gnu/asm/unistd_64.h'
const TRACEPOINTS = '/sys/kernel/tracing/events/syscalls'
/** Tracepoints are called after functions of the kernel, some of which have another name. */
const RENAMED: Readonly<Record<string, string>> = {
  newfstat: 'fstat',
  newlstat: 'lstat',
  newstat: 'stat',
  newuname: 'uname',
  sendfile64: 'sendfile',
  umount: 'umount2',
}

describe('the names of system calls', () => {
  test('have the numbers that the kernel gave them', () => {
    const [x64, arm64] = [namesOfCalls('x64'), namesOfCalls('arm64')]
    assert.deepEqual(
      [0, 44, 232, 299, 334, 424, 441, 462].map((number) => x64.get(number)),
      [
        'read',
        'sendto',
        'epoll_wait',
        'recvmmsg',
        'rseq',
        'pidfd_send_signal',
        'epoll_pwait2',
        'mseal',
      ],
    )
    assert.deepEqual(
      [22, 63, 206, 243, 260, 269, 441].map((number) => arm64.get(number)),
      ['epoll_pwait', 'read', 'sendto', 'recvmmsg', 'wait4', 'sendmmsg', 'epoll_pwait2'],
    )
    assert.throws(() => namesOfCalls('mips'), UserError)
  })

  test('agree with the header of this machine', {
    skip: !existsSync(HEADER) && 'no header',
  }, () => {
    const x64 = namesOfCalls('x64')
    for (const [, name, number] of readFileSync(HEADER, 'utf8').matchAll(
      /^#define __NR_(\w+)\s+(\d+)$/gm,
    )) {
      assert.equal(x64.get(Number(number)), name)
    }
  })

  test('are those of the kernel of this machine', {
    skip: !existsSync(TRACEPOINTS) && 'no tracefs',
  }, () => {
    const traced = readdirSync(TRACEPOINTS)
      .filter((name) => name.startsWith('sys_enter_'))
      .map((name) => name.slice('sys_enter_'.length))
    const unknown = traced.filter((name) => !KNOWN_CALLS.has(RENAMED[name] ?? name))
    assert.ok(unknown.length < 10, `unknown: ${unknown.join(', ')}`)
  })

  test('are known of all calls that network is made of', () => {
    for (const name of NETWORK_CALLS) assert.ok(KNOWN_CALLS.has(name), name)
  })
})
