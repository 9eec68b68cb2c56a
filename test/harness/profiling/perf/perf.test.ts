/** perf on agents that run: names of JavaScript beside the kernel's, and time off the CPU. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, test } from 'node:test'
import { perf } from '../../../../harness/profiling/perf/perf.ts'
import { openTarget } from '../../../../harness/target/target.ts'
import { startChatting } from '../../../support/chatting-process.ts'
import { assertAgentIsSeen, backendMissing, watchAgent } from '../../../support/profiled-agent.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const signal = new AbortController().signal

describe('the perf backend', { skip: await backendMissing(perf) }, () => {
  test('sees an agent of ours by name, and the kernel below it', async () => {
    await watchAgent(
      perf,
      { durationMs: 3000 },
      async ({ watched, functions, subject, folder }) => {
        assertAgentIsSeen(functions)
        assert.ok(functions.some((one) => one.startsWith('[kernel]:')))
        const [onCpu] = watched.profiles
        assert.equal(onCpu?.kind, 'on-cpu')
        assert.ok(onCpu?.threads.some(({ name }) => name === 'protocol'))
        assert.ok(existsSync(`${folder}/perf.data`))
        const { target } = subject
        assert.deepEqual(
          watched.raw.map(({ name }) => name),
          [`perf-${target.pid}.map`],
        )
        const leftovers = perf.leftovers?.(target.pid, folder) ?? []
        assert.deepEqual(leftovers, [`/tmp/perf-${target.pid}.map`, `${folder}/v8.log`])
        assert.deepEqual(leftovers.map(existsSync), [true, true])
        assert.equal((await target.agent?.report())?.members.dead, 0, 'it answers')
      },
    )
  })

  test('tells what threads wait for', async () => {
    await watchAgent(perf, { isOffCpu: true }, ({ watched }) => {
      const offCpu = watched.profiles.find(({ kind }) => kind === 'off-cpu')
      const protocol = offCpu?.threads.find(({ name }) => name === 'protocol')
      assert.ok(protocol !== undefined)
      const waitedS = protocol.tree.self.reduce((all, one) => all + one, 0)
      // An agent mostly waits, and no thread can wait longer than it was looked at.
      assert.ok(waitedS > 0.5 && waitedS < 10, `${waitedS} s`)
      assert.ok(watched.profiles.some(({ kind }) => kind === 'on-cpu'))
    })
  })

  test('watches a process that was not started for it, and says that names are missing', async () => {
    await using folder = await temporaryFolder()
    const { process: chatting, chat } = await startChatting()
    await using _ = chatting
    const target = await openTarget({ pid: chatting.pid }, { join: [], signal })
    const options = { frequencyHz: 997, isOffCpu: false, folder: folder.path, signal }
    await using watch = await perf.watch(target, options)
    await chat(100)
    const { warnings, raw } = await watch.stop()
    assert.ok(warnings.some(({ code }) => code === 'javascript-unnamed'))
    assert.deepEqual(raw, [])
    await chat()
  })

  test('keeps what it saw of a process that ended', async () => {
    await using folder = await temporaryFolder()
    const { process: chatting, chat } = await startChatting()
    await using _ = chatting
    const target = await openTarget({ pid: chatting.pid }, { join: [], signal })
    const options = { frequencyHz: 997, isOffCpu: false, folder: folder.path, signal }
    await using watch = await perf.watch(target, options)
    await chat(100)
    chatting.signal('SIGKILL')
    await chatting.exited
    const { profiles, warnings } = await watch.stop()
    assert.ok(profiles.some(({ threads }) => threads.length > 0))
    assert.ok(warnings.every(({ code }) => code !== 'perf'))
  })
})
