/** How a process does for a moment. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { configFrom } from '../../../agent/index.ts'
import { takePorts } from '../../../harness/cluster/ports.ts'
import { captureCost } from '../../../harness/target/capture-cost.ts'
import { OwnAgent } from '../../../harness/target/own-agent.ts'
import { WatchedMoment } from '../../../harness/target/watched-moment.ts'
import { startCommand } from '../../../harness/tools/command.ts'
import { startAgent } from '../../support/agent-child.ts'

const NOBODY = { agent: undefined }

test('a process that spins keeps a core busy, one that is gone has no CPU', async () => {
  await using spinning = await startCommand(process.execPath, ['-e', 'for (;;);'])
  using moment = await WatchedMoment.begin(NOBODY, spinning.pid)
  await sleep(500)
  const { cpuCores = 0, rttS, durationS } = await moment.end()
  assert.ok(cpuCores > 0.1 && cpuCores < 1.5, `${cpuCores}`)
  assert.equal(rttS, undefined)
  await spinning.stop()
  using later = await WatchedMoment.begin(NOBODY, spinning.pid)
  const gone = await later.end()
  assert.equal(gone.cpuCores, undefined)
  const cost = captureCost({ cpuCores, rttS, durationS }, gone, 'somebody')
  assert.deepEqual(cost.cpuCores, { control: cpuCores, watched: null })
  assert.equal(cost.rttSource, null)
})

test('an agent of ours tells its round trips of the moment', async (t) => {
  const seed = startAgent(t)
  const join = await seed.addresses()
  const { signal } = new AbortController()
  const [port] = await takePorts('127.0.0.1', 0, 1)
  await using agent = await OwnAgent.start(`127.0.0.1:${port}`, {
    join,
    protocol: configFrom('default', { probeIntervalMs: 50 }),
    signal,
  })
  using moment = await WatchedMoment.begin({ agent }, agent.process.pid)
  await sleep(500)
  const passed = await moment.end()
  assert.ok((passed.rttS?.length ?? 0) > 2)
  assert.ok(passed.rttS?.every((rttS) => rttS > 0 && rttS < 1))
  const cost = captureCost(undefined, passed, 'the agent')
  assert.deepEqual([cost.rttP50S.control, cost.rttSource], [null, 'the agent'])
  assert.ok((cost.rttP50S.watched ?? 0) > 0)
})
