import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bpftrace } from '../../../harness/tools/bpftrace.ts'
import { NETWORK_CALLS as calls } from '../../../harness/tools/call-filter.ts'
import { startChatting } from '../../support/chatting-process.ts'
import { wasSuspended } from '../../support/clock-offset.ts'
import { lostByBpftrace, readBpftrace } from '../../support/datagram-calls.ts'
import { fakeMachine } from '../../support/fake-machine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { toolMissing } from '../../support/tool-missing.ts'
import { udpSockets } from '../../support/udp-sockets.ts'

const skip = await toolMissing('bpftrace')
const programs = { 'bpftrace --version': { text: 'bpftrace v0.17.0' } }
const BTF = { '/sys/kernel/btf/vmlinux': '' }
const TRACEPOINT = { '/sys/kernel/tracing/events/raw_syscalls/sys_enter/id': '1234' }

describe('bpftrace', () => {
  test('is available to root, on a kernel that describes itself and its tracepoints', async () => {
    const whole = { programs, isRoot: true, files: { ...BTF, ...TRACEPOINT } }
    const reasonOf = async (machine: Parameters<typeof fakeMachine>[0]) => {
      const available = await bpftrace.availability(fakeMachine(machine))
      return available.ok ? available.version : `${available.reason}: ${available.advice}`
    }
    assert.equal(await reasonOf(whole), '0.17.0')
    assert.equal(
      await reasonOf({ ...whole, programs: {} }),
      'bpftrace is not installed: apt-get install bpftrace',
    )
    assert.equal(
      await reasonOf({ ...whole, isRoot: false }),
      'bpftrace needs root: Run this with sudo.',
    )
    assert.match(await reasonOf({ ...whole, files: TRACEPOINT }), /^there is no .*BTF\.$/)
    assert.equal(
      await reasonOf({ ...whole, files: BTF }),
      'there are no tracepoints of system calls in /sys/kernel/tracing: mount -t tracefs nodev /sys/kernel/tracing',
    )
  })

  test('writes down calls with their times and bytes, and lets go', { skip }, async () => {
    await using folder = await temporaryFolder()
    const capturePath = join(folder.path, bpftrace.captureName)
    const { process, chat } = await startChatting()
    await using _ = process
    const { signal } = new AbortController()
    const beforeNs = Number(globalThis.process.hrtime.bigint())
    const sockets = udpSockets([process.pid])
    const attached = await bpftrace.attach({ pids: [process.pid], calls, capturePath, signal })
    await chat()
    assert.deepEqual(await attached.stop(), [])
    const afterNs = Number(globalThis.process.hrtime.bigint())
    await chat()
    const text = await readFile(capturePath, 'utf8')
    assert.match(text, /^# swimbench bpftrace 2 clock=(?:boot|monotonic)\n# calls .*\b44=sendto\b/m)
    assert.equal(lostByBpftrace(text), 0)
    // A datagram that is none of ours: its sixth to ninth byte are what stands for the sequence.
    const noted = readBpftrace(text, sockets).filter(({ sequence }) => sequence === 0xff060708)
    const sent = noted.filter(({ direction }) => direction === 'sent')
    assert.ok(sent.length >= 20 && noted.length >= 2 * sent.length - 1)
    for (const { kind, enterNs, exitNs } of noted) {
      assert.equal(kind, 'ping')
      assert.ok(enterNs < exitNs)
      if (!wasSuspended()) assert.ok(beforeNs < enterNs && exitNs < afterNs)
    }
  })
})
