import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { takePorts } from '../../../harness/cluster/ports.ts'
import { OwnAgent, type StartAgent } from '../../../harness/target/own-agent.ts'
import { descendantsOf, readProcess } from '../../../harness/target/process-info.ts'

/** Starts what follows as its child, as profilers do, and outlives nobody: it waits for its end. */
const WRAPPER = `
  const [node, ...args] = process.argv.slice(1)
  const options = { stdio: process.env.WRAPPED_STDIN === 'ignore' ? ['ignore', 1, 2] : 'inherit' }
  require('node:child_process').spawn(node, args, options).on('exit', (code) => process.exit(code ?? 1))
`
const { signal } = new AbortController()
/** A process that was killed is gone once it gets a turn on a CPU. */
const PATIENCE_MS = 20_000

async function freeAddress(): Promise<string> {
  return `127.0.0.1:${(await takePorts('127.0.0.1', 0, 1))[0]}`
}

function wrapped(more: Partial<StartAgent> = {}): StartAgent {
  return { join: [], nodeOptions: ['-e', WRAPPER, process.execPath], signal, ...more }
}

describe('an agent of ours', () => {
  test('takes options of its own, and reports when it is asked', async () => {
    const options = { join: [], agentOptions: ['--metadata', 'seen'], signal }
    await using agent = await OwnAgent.start(await freeAddress(), options)
    const stats = await agent.report()
    assert.equal(stats?.event, 'stats')
    assert.equal(agent.process.condition, 'running')
  })

  test('behind a profiler ends in order with it', async () => {
    const agent = await OwnAgent.start(await freeAddress(), wrapped())
    const [child] = descendantsOf(agent.process.pid)
    assert.ok(child)
    await agent.stop()
    assert.equal(agent.process.exit?.code, 0)
    assert.equal(readProcess(child.pid), undefined)
  })

  test('behind a profiler that does not pass on its stdin is ended by force', async () => {
    const start = wrapped({
      environment: { WRAPPED_STDIN: 'ignore' },
      agentOptions: ['--ignore-stdin'],
    })
    const agent = await OwnAgent.start(await freeAddress(), start)
    const [child] = descendantsOf(agent.process.pid)
    assert.ok(child)
    await agent.stop(0)
    const isLeft = () => {
      const left = readProcess(child.pid)
      return left?.startTicks === child.startTicks && !left.isZombie
    }
    const deadlineMs = performance.now() + PATIENCE_MS
    while (isLeft() && performance.now() < deadlineMs) await sleep(5)
    assert.equal(isLeft(), false)
  })

  test('does not answer when it is gone', async () => {
    const agent = await OwnAgent.start(await freeAddress(), { join: [], signal })
    await agent.stop()
    assert.equal(await agent.report(), undefined)
  })
})
