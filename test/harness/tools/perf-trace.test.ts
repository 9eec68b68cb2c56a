import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PerfTraceParser } from '../../../analysis/index.ts'
import { NETWORK_CALLS as calls } from '../../../harness/tools/call-filter.ts'
import { perfTrace } from '../../../harness/tools/perf-trace.ts'
import { startChatting } from '../../support/chatting-process.ts'
import { CollectedCalls } from '../../support/collected-calls.ts'
import { fakeMachine } from '../../support/fake-machine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { toolMissing } from '../../support/tool-missing.ts'

const skip = await toolMissing('perf')
const programs = { 'perf --version': { text: 'perf version 6.1.187' } }

describe('perf as a tracer', () => {
  test('is available to root, where the kernel has tracepoints of system calls', async () => {
    const files = { '/sys/kernel/tracing/events/raw_syscalls/sys_enter/id': '21' }
    const reasonOf = async (machine: Parameters<typeof fakeMachine>[0]) => {
      const available = await perfTrace.availability(fakeMachine(machine))
      return available.ok ? available.version : available.reason
    }
    assert.equal(await reasonOf({ programs, files, isRoot: true }), '6.1.187')
    assert.match(await reasonOf({ files, isRoot: true }), /^perf is not installed/)
    assert.match(await reasonOf({ programs, files }), /^perf needs root/)
    assert.match(await reasonOf({ programs, isRoot: true }), /^there are no tracepoints/)
  })

  test('writes down calls with their times and sockets, and lets go', { skip }, async () => {
    await using folder = await temporaryFolder()
    const capturePath = join(folder.path, perfTrace.captureName)
    const { process, chat } = await startChatting()
    await using _ = process
    const { signal } = new AbortController()
    const beforeNs = Number(globalThis.process.hrtime.bigint())
    const attached = await perfTrace.attach({ pids: [process.pid], calls, capturePath, signal })
    // Those that it told of while perf attached come first.
    const attachedMs = performance.now()
    while (performance.now() < attachedMs + 400) await chat(10)
    assert.deepEqual(await attached.stop(), [])
    const afterNs = Number(globalThis.process.hrtime.bigint())
    await chat()
    const sink = new CollectedCalls()
    const parser = new PerfTraceParser(sink)
    parser.push(await readFile(capturePath))
    const { counts, unrecognized, lost } = parser.end()
    assert.deepEqual([unrecognized, counts.unrecognized, lost], [[], 0, 0])
    assert.equal(counts.calls, sink.calls.length)
    for (const { name } of sink.calls) assert.ok(calls.has(name), name)
    const sent = sink.calls.filter(({ name }) => name === 'sendmsg')
    assert.ok(sent.length >= 20, `${sent.length} datagrams`)
    for (const { startNs, durationNs, result, descriptor } of sent) {
      assert.ok(beforeNs < startNs && startNs + durationNs < afterNs)
      assert.equal(result, 9)
      assert.match(descriptor, /^UDP:\[127\.0\.0\.1:\d+\]$/)
    }
  })
})
