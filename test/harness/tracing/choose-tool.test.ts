import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolUnavailableError } from '../../../harness/errors.ts'
import { chooseTool } from '../../../harness/tracing/choose-tool.ts'
import { type FakeMachine, fakeMachine } from '../../support/fake-machine.ts'

const TOOLS: FakeMachine['programs'] = {
  'bpftrace --version': { text: 'bpftrace v0.17.0' },
  'perf --version': { text: 'perf version 6.1.187' },
  'strace --version': { text: 'strace -- version 6.1' },
}
const WHOLE: FakeMachine = {
  isRoot: true,
  programs: TOOLS,
  files: {
    '/sys/kernel/btf/vmlinux': '',
    '/sys/kernel/tracing/events/raw_syscalls/sys_enter/id': '21',
  },
}

async function chosen(machine: FakeMachine): Promise<string> {
  const { tool, why } = await chooseTool('auto', fakeMachine(machine))
  return `${tool.name}: ${why}`
}

describe('the tool that is chosen', () => {
  test('is the one that disturbs least of those that work here', async () => {
    assert.match(await chosen(WHOLE), /^bpftrace: it disturbs the process least$/)
    const { 'bpftrace --version': _, ...others } = TOOLS
    assert.match(
      await chosen({ ...WHOLE, programs: others }),
      /^perf: .*; bpftrace is not installed$/,
    )
    assert.match(
      await chosen({ ...WHOLE, isRoot: false }),
      /^strace: .*; bpftrace needs root; perf needs root/,
    )
  })

  test('is what was asked for, or nothing', async () => {
    const { tool, version, why } = await chooseTool('strace', fakeMachine(WHOLE))
    assert.deepEqual([tool.name, version, why], ['strace', '6.1', undefined])
    await assert.rejects(
      chooseTool('bpftrace', fakeMachine({ ...WHOLE, isRoot: false })),
      (error) =>
        error instanceof ToolUnavailableError &&
        error.message === 'bpftrace needs root' &&
        error.suggestion === 'Run this with sudo.',
    )
  })

  test('is none where none works, and that is told of each', async () => {
    await assert.rejects(
      chooseTool('auto', fakeMachine()),
      /no tool can watch system calls here: bpftrace is not installed; perf is not installed.*; strace is not installed/,
    )
  })
})
