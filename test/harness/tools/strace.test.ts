import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { NETWORK_CALLS as calls } from '../../../harness/tools/call-filter.ts'
import { strace } from '../../../harness/tools/strace.ts'
import { startChatting } from '../../support/chatting-process.ts'
import { fakeMachine } from '../../support/fake-machine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { toolMissing } from '../../support/tool-missing.ts'

const skip = await toolMissing('strace')
const installed = { 'strace --version': { text: 'strace -- version 6.1\nCopyright' } }
const SCOPE = '/proc/sys/kernel/yama/ptrace_scope'

function tracersOf(pid: number): number {
  return Number(/^TracerPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

describe('strace', () => {
  test('is not available where it is missing, too old, or not allowed', async () => {
    assert.deepEqual(await strace.availability(fakeMachine()), {
      ok: false,
      reason: 'strace is not installed',
      advice: 'sudo apt-get install strace',
    })
    const old = fakeMachine({ programs: { 'strace --version': { text: 'strace -- version 5.9' } } })
    assert.match(String(Object.values(await strace.availability(old))), /older than 5\.10/)
    const scoped = fakeMachine({ programs: installed, files: { [SCOPE]: '1' } })
    assert.deepEqual(await strace.availability(scoped), {
      ok: false,
      reason: 'strace may not attach: kernel.yama.ptrace_scope is 1',
      advice: 'Be root, or: sudo sysctl kernel.yama.ptrace_scope=0',
    })
  })

  test('is available to root in all but the strictest scope', async () => {
    const machine = { programs: installed, isRoot: true }
    const ok = { ok: true, version: '6.1' }
    const available = (scope: string) =>
      strace.availability(fakeMachine({ ...machine, files: { [SCOPE]: scope } }))
    assert.deepEqual(await available('2'), ok)
    assert.equal((await available('3')).ok, false)
    assert.deepEqual(await strace.availability(fakeMachine({ programs: installed })), ok)
  })

  test('writes down calls with their times, sockets and bytes, and lets go', { skip }, async () => {
    await using folder = await temporaryFolder()
    const capturePath = join(folder.path, strace.captureName)
    const { process, chat } = await startChatting()
    await using _ = process
    const { signal } = new AbortController()
    const attached = await strace.attach({ pids: [process.pid], calls, capturePath, signal })
    assert.equal(tracersOf(process.pid), attached.pid)
    await chat()
    assert.deepEqual(await attached.stop(), [])
    assert.equal(tracersOf(process.pid), 0)
    await chat()
    const text = await readFile(capturePath, 'utf8')
    assert.match(
      text,
      /^\d+ +\d+\.\d{9} sendmsg\(\d+<UDP:\[127\.0\.0\.1:\d+\]>, .*iov_base="\\x20\\x01\\x02\\x03\\x04\\xff\\x06\\x07\\x08"/m,
    )
    assert.match(text, /= 9 <0\.\d{9}>$/m)
  })

  test('that hangs is ended, and leaves nobody stopped', { skip }, async () => {
    await using folder = await temporaryFolder()
    const { process, chat } = await startChatting()
    await using _ = process
    const attached = await strace.attach({
      pids: [process.pid],
      calls,
      capturePath: join(folder.path, 'capture'),
      signal: new AbortController().signal,
    })
    globalThis.process.kill(attached.pid, 'SIGSTOP')
    const [problem = ''] = await attached.stop()
    assert.match(problem, /strace did not end when it was told to/)
    assert.equal(tracersOf(process.pid), 0)
    await chat()
  })

  test('says why it could not attach', { skip }, async () => {
    await using folder = await temporaryFolder()
    const { process } = await startChatting()
    await using _ = process
    const options = { pids: [process.pid], calls, signal: new AbortController().signal }
    await using first = await strace.attach({ ...options, capturePath: join(folder.path, 'a') })
    await assert.rejects(
      strace.attach({ ...options, capturePath: join(folder.path, 'b') }),
      /strace could not attach: .*Operation not permitted/,
    )
    assert.equal(tracersOf(process.pid), first.pid)
  })

  test('is not started by somebody who has given up, and lets go of who was attached to', {
    skip,
  }, async () => {
    await using folder = await temporaryFolder()
    const { process, chat } = await startChatting()
    await using _ = process
    const controller = new AbortController()
    const attaching = strace.attach({
      pids: [process.pid],
      calls,
      capturePath: join(folder.path, 'capture'),
      signal: controller.signal,
    })
    controller.abort()
    await assert.rejects(attaching, { name: 'AbortError' })
    assert.equal(tracersOf(process.pid), 0)
    await chat()
  })
})
