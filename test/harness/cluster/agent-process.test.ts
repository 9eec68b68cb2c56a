import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type AgentEvent, configFrom } from '../../../agent/index.ts'
import { AgentProcess, type AgentProcessOptions } from '../../../harness/cluster/agent-process.ts'
import { takePorts } from '../../../harness/cluster/ports.ts'
import { UserError } from '../../../harness/errors.ts'
import { FFI_MISSING } from '../../support/floor-echo.ts'

const ODD_AGENT = fileURLToPath(new URL('../../support/odd-agent.ts', import.meta.url))
const NOBODY = { line() {}, event() {}, ended() {} }

async function options(mode?: string): Promise<AgentProcessOptions> {
  const [port] = await takePorts('127.0.0.1', 0, 1)
  return {
    number: 0,
    addresses: [`127.0.0.1:${port}`],
    join: [],
    clusterName: 'test',
    seed: 1,
    protocol: configFrom('default', { probeIntervalMs: 50, leaveMs: 0 }),
    spans: false,
    transport: 'auto',
    environment: {},
    ...(mode === undefined ? {} : { program: { file: process.execPath, args: [ODD_AGENT, mode] } }),
  }
}

test('an agent becomes ready, does as it is told and ends in order', async () => {
  const events: AgentEvent[] = []
  const lines: string[] = []
  const asked = await options()
  const agent = await AgentProcess.start(asked, {
    line: (_, text) => void lines.push(text),
    event: (_, event) => events.push(event),
    ended: () => {},
  })
  assert.equal(agent.condition, 'starting')
  await agent.ready(20_000)
  assert.equal(agent.condition, 'running')
  agent.send({ command: 'report' })
  await agent.stop()
  assert.equal(agent.condition, 'stopped')
  assert.equal(agent.exit?.code, 0)
  assert.equal(agent.problemCount, 0)
  assert.equal(lines.length, events.length)
  const kinds = events.map(({ event }) => event)
  for (const kind of ['ready', 'joined', 'stats', 'summary'] as const) {
    assert.ok(kinds.includes(kind), kind)
  }
})

test('one that dies before it is ready is an error with its exit code and last words', async () => {
  const agent = await AgentProcess.start(await options('dies'), NOBODY)
  await assert.rejects(agent.ready(20_000), (error) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, /ended while starting \(exit code 3: the reason why\)/)
    return true
  })
  await agent.finished
  assert.equal(agent.condition, 'died')
})

test('one that hosts several says whose last words they are', async () => {
  const alone = await options('stranded')
  const addresses = [...alone.addresses, '127.0.0.1:1']
  const told = Promise.withResolvers<void>()
  const agent = await AgentProcess.start(
    { ...alone, addresses },
    {
      ...NOBODY,
      event(_, { event }) {
        if (event === 'error') told.resolve()
      },
    },
  )
  await told.promise
  await agent.kill()
  assert.equal(agent.describeEnd(), 'killed by SIGKILL: 127.0.0.1:1: nobody answered')
})

test('one that never becomes ready is an error when its time is over', async () => {
  const agent = await AgentProcess.start(await options('silent'), NOBODY)
  await assert.rejects(agent.ready(100), /was not ready within 0\.1 s/)
  await agent.kill()
  assert.equal(agent.condition, 'killed')
})

test('lines that are no events are counted, and do no harm', async () => {
  let lines = 0
  const events: AgentEvent[] = []
  const agent = await AgentProcess.start(await options('babbles'), {
    line() {
      lines += 1
    },
    event: (_, event) => events.push(event),
    ended: () => {},
  })
  await agent.ready(20_000)
  await agent.stop()
  assert.deepEqual(
    events.map(({ event }) => event),
    ['ready'],
  )
  assert.equal(agent.problemCount, 8)
  assert.equal(agent.problems.length, 5)
  assert.equal(lines, 9)
  assert.equal(agent.condition, 'stopped')
})

test('one that does not listen is ended by force', async () => {
  const agent = await AgentProcess.start(
    { ...(await options('deaf')), protocol: configFrom('default', { leaveMs: 0 }) },
    NOBODY,
  )
  await agent.ready(20_000)
  await agent.stop(200)
  assert.equal(agent.exit?.signal, 'SIGKILL')
  assert.equal(agent.condition, 'stopped')
})

for (const [transport, skip] of [
  ['dgram', false],
  ['ffi', FFI_MISSING],
] as const) {
  test(`one that is told to use ${transport} does`, { skip }, async () => {
    const events: AgentEvent[] = []
    const agent = await AgentProcess.start(
      { ...(await options()), transport },
      { ...NOBODY, event: (_, event) => events.push(event) },
    )
    await agent.ready(20_000)
    await agent.stop()
    const ready = events.find(({ event }) => event === 'ready')
    assert.equal(ready?.event === 'ready' && ready.transport, transport)
  })
}

test('one that is paused can be resumed, and ends in order all the same', async () => {
  const agent = await AgentProcess.start(await options(), NOBODY)
  await agent.ready(20_000)
  agent.pause()
  assert.equal(agent.condition, 'paused')
  agent.resume()
  assert.equal(agent.condition, 'running')
  agent.pause()
  await agent.stop()
  assert.equal(agent.exit?.code, 0)
})

test('the end of a process is told when everything it wrote has been read', async () => {
  let afterEnd = 0
  let isOver = false
  const agent = await AgentProcess.start(await options(), {
    line() {},
    event() {
      if (isOver) afterEnd += 1
    },
    ended: () => {
      isOver = true
    },
  })
  await agent.ready(20_000)
  const killedAtNs = await agent.kill()
  assert.equal(isOver, true)
  assert.equal(afterEnd, 0)
  assert.ok(killedAtNs <= (agent.exit?.atNs ?? 0))
})
