import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Finding } from '../../../harness/doctor/finding.ts'
import { KERNEL_CHECKS } from '../../../harness/doctor/kernel.ts'
import { type FakeMachine, fakeMachine } from '../../support/fake-machine.ts'

async function findings(machine: FakeMachine): Promise<Record<string, Finding>> {
  const all = await Promise.all(KERNEL_CHECKS.map((check) => check(fakeMachine(machine))))
  return Object.fromEntries(all.map((one) => [one.name, one]))
}

const PARANOID = '/proc/sys/kernel/perf_event_paranoid'
const SCOPE = '/proc/sys/kernel/yama/ptrace_scope'

describe('the doctor, about the kernel,', () => {
  test('looks for type information', async () => {
    assert.equal((await findings({}))['BTF']?.status, 'missing')
    const { BTF } = await findings({ files: { '/sys/kernel/btf/vmlinux': '\u009f\u00eb' } })
    assert.equal(BTF?.status, 'ok')
  })

  test('tells root how to get the tracepoints that bpftrace needs', async () => {
    assert.equal((await findings({}))['tracepoints']?.status, 'ok')
    const { tracepoints } = await findings({ isRoot: true })
    assert.equal(tracepoints?.advice, 'mount -t tracefs nodev /sys/kernel/tracing')
    const id = '/sys/kernel/tracing/events/syscalls/sys_enter_sendto/id'
    const mounted = await findings({ isRoot: true, files: { [id]: '1431' } })
    assert.equal(mounted['tracepoints']?.status, 'ok')
  })

  test('warns when perf may not see the kernel, unless this is root', async () => {
    const status = async (level: string, isRoot: boolean) =>
      (await findings({ isRoot, files: { [PARANOID]: level } }))['perf_event_paranoid']?.status
    assert.deepEqual(
      await Promise.all([
        status('-1', false),
        status('1', false),
        status('2', false),
        status('2', true),
      ]),
      ['ok', 'ok', 'warn', 'ok'],
    )
  })

  test('warns when strace may not attach', async () => {
    const status = async (level: string, isRoot: boolean) =>
      (await findings({ isRoot, files: { [SCOPE]: level } }))['ptrace_scope']?.status
    assert.deepEqual(
      await Promise.all([
        status('0', false),
        status('1', false),
        status('2', false),
        status('2', true),
        status('3', true),
      ]),
      ['ok', 'warn', 'warn', 'ok', 'warn'],
    )
  })

  test('names the limit on open files that can be had', async () => {
    const limits = (soft: string, hard: string) => ({
      files: {
        '/proc/self/limits': `Limit   Soft Limit  Hard Limit  Units\nMax open files            ${soft}                 ${hard}              files`,
      },
    })
    assert.equal(
      (await findings(limits('1024', '524288')))['open files']?.advice,
      'ulimit -n 524288',
    )
    assert.equal(
      (await findings(limits('1024', 'unlimited')))['open files']?.advice,
      'ulimit -n 4096',
    )
    assert.equal((await findings(limits('65536', '65536')))['open files']?.status, 'ok')
    assert.equal((await findings(limits('unlimited', 'unlimited')))['open files']?.status, 'ok')
  })
})
