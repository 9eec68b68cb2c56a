/** V8's profiler in processes that run: what it sees, and that it leaves nothing behind. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { boundSockets, heldBy } from '../../../../harness/cluster/port-owner.ts'
import { takePorts } from '../../../../harness/cluster/ports.ts'
import { UserError } from '../../../../harness/errors.ts'
import type { Watch } from '../../../../harness/profiling/backend.ts'
import { inspector } from '../../../../harness/profiling/inspector/inspector.ts'
import { openTarget } from '../../../../harness/target/target.ts'
import { type RunningCommand, startCommand } from '../../../../harness/tools/command.ts'
import { startChatting } from '../../../support/chatting-process.ts'
import { assertAgentIsSeen, functionsOf, watchAgent } from '../../../support/profiled-agent.ts'

const signal = new AbortController().signal
const HOT = 'function spin() { let x = 0; for (let i = 0; i < 1e5; i++) x += i; return x }'
const ON_ANY_PORT = '--inspect-port=0'

async function startNode(script: string, options: readonly string[]): Promise<RunningCommand> {
  const args = [...options, '-e', `${script}; console.log('up')`]
  const running = await startCommand(process.execPath, args)
  await running.lines().next()
  return running
}

async function watch(pid: number): Promise<Watch> {
  const target = await openTarget({ pid }, { join: [], signal })
  return inspector.watch(target, { frequencyHz: 997, isOffCpu: false, folder: '', signal })
}

async function listening(pid: number): Promise<number> {
  const held = await heldBy(pid, await boundSockets())
  return held.filter(({ protocol, isListening }) => protocol === 'tcp' && isListening).length
}

describe('the inspector backend', () => {
  test('sees protocol and transport of a running agent by name, in its own thread', async () => {
    await watchAgent(inspector, {}, async ({ watched, functions, subject }) => {
      assertAgentIsSeen(functions)
      assert.deepEqual(watched.warnings, [])
      assert.deepEqual(watched.raw.map(({ name }) => name).sort(), [
        'main.cpuprofile',
        'protocol.cpuprofile',
      ])
      const [profile] = watched.profiles
      const { target } = subject
      const protocol = profile?.threads.find(({ name }) => name === 'protocol')
      const tids = target.threads().filter(({ name }) => name === 'protocol')
      assert.deepEqual(
        tids.map(({ tid }) => tid),
        [protocol?.tid],
      )
      // An agent listens for exchanges, and for nothing else any more.
      assert.equal(await listening(target.pid), 1)
      assert.ok(target.isAlive())
      assert.equal((await target.agent?.report())?.members.dead, 0, 'it answers')
    })
  })

  test('needs no flags of the process, and closes what it opened', async () => {
    const { process: chatting, chat } = await startChatting()
    await using _ = chatting
    const watching = await watch(chatting.pid)
    assert.equal(await listening(chatting.pid), 1)
    await chat()
    const { profiles, warnings } = await watching.stop()
    assert.deepEqual(warnings, [])
    assert.ok(profiles[0] !== undefined && functionsOf(profiles[0]).length > 0)
    assert.equal(await listening(chatting.pid), 0)
    await chat()
  })

  test('leaves an inspector open that was open before', async () => {
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const options = [`--inspect=127.0.0.1:${port}`]
    await using running = await startNode(`${HOT}; setInterval(spin, 1)`, options)
    const watching = await watch(running.pid)
    const { profiles, warnings } = await watching.stop()
    assert.deepEqual([profiles.length, warnings], [1, []])
    assert.equal(await listening(running.pid), 1)
  })

  test('samples workers that start while it watches', async () => {
    // However busy the machine is, it is sampled before it has done that often.
    const busy = `${HOT}; let left = 1000; setInterval(() => { spin(); if (--left === 0) console.log('done') }, 1)`
    const script = `process.stdin.once('data', () => new (require('node:worker_threads').Worker)(${JSON.stringify(busy)}, { eval: true, name: 'late' })); console.log('up')`
    await using running = await startCommand(process.execPath, [ON_ANY_PORT, '-e', script], {
      stdin: 'pipe',
    })
    const lines = running.lines()
    await lines.next()
    const watching = await watch(running.pid)
    running.stdin?.write('go\n')
    await lines.next()
    const { profiles } = await watching.stop()
    const late = profiles[0]?.threads.find(({ name }) => name === 'late')
    assert.ok(late !== undefined)
    assert.ok(functionsOf(profiles[0] ?? { frames: [] }).some((one) => one.endsWith(':spin')))
  })

  test('does not hold up a process that wants to end, and keeps what its main thread did', async () => {
    const script = `${HOT}; const timer = setInterval(spin, 1); process.stdin.on('data', () => { clearInterval(timer); process.stdin.destroy() })`
    const running = await startCommand(
      process.execPath,
      [ON_ANY_PORT, '-e', `${script}; console.log('up')`],
      { stdin: 'pipe' },
    )
    await using _ = running
    await running.lines().next()
    const watching = await watch(running.pid)
    running.stdin?.write('end\n')
    while (!watching.isOver) await new Promise((resolve) => setTimeout(resolve, 10))
    const { profiles } = await watching.stop()
    assert.equal((await running.exited).code, 0)
    assert.ok(profiles.length > 0)
  })

  test('has nothing of a process that is killed, and does not wait for it', async () => {
    await using running = await startNode(`${HOT}; setInterval(spin, 1)`, [ON_ANY_PORT])
    const watching = await watch(running.pid)
    running.signal('SIGKILL')
    await running.exited
    const { profiles } = await watching.stop()
    assert.deepEqual(profiles, [])
  })

  test('does not touch what is not Node', async () => {
    await using sleeping = await startCommand('sleep', ['60'])
    await assert.rejects(watch(sleeping.pid), (error: UserError) => {
      assert.match(error.message, /is not Node\.js: it runs sleep/)
      assert.match(error.suggestion ?? '', /--backend perf/)
      return true
    })
    assert.equal(sleeping.exit, undefined)
  })

  test('does not send the signal to a process that it would end', async () => {
    await using running = await startNode('setInterval(() => {}, 1000)', ['--disable-sigusr1'])
    await assert.rejects(watch(running.pid), /does not open its inspector on a signal/)
    assert.equal(running.exit, undefined)
  })

  test('says who holds the port that the inspector needs', async () => {
    await using first = await startNode('setInterval(() => {}, 1000)', ['--inspect=127.0.0.1:0'])
    const [held] = (await heldBy(first.pid, await boundSockets())).filter(
      ({ protocol }) => protocol === 'tcp',
    )
    assert.ok(held !== undefined)
    const options = [`--inspect-port=${held.port}`]
    await using second = await startNode('setInterval(() => {}, 1000)', options)
    await assert.rejects(watch(second.pid), (error: UserError) => {
      assert.match(error.message, new RegExp(`port ${held.port} is held by process ${first.pid} `))
      assert.match(error.suggestion ?? '', /--inspect-port=0/)
      return true
    })
    assert.equal(second.exit, undefined)
  })

  test('leaves a stopped process as it is', async () => {
    await using running = await startNode('setInterval(() => {}, 1000)', [ON_ANY_PORT])
    running.signal('SIGSTOP')
    try {
      await assert.rejects(watch(running.pid), (error) => {
        return error instanceof UserError && /is stopped and cannot answer/.test(error.message)
      })
    } finally {
      running.signal('SIGCONT')
    }
  })
})
