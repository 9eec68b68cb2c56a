/** Warming up ends by itself and leaves nothing behind, on either driver. */
import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import { platform } from 'node:os'
import { describe, test } from 'node:test'
import { PRESETS } from '../../../agent/protocol/presets.ts'
import { AgentGroup, type GroupOptions } from '../../../agent/runtime/agent-group.ts'
import { chooseDriver } from '../../../agent/runtime/choose-driver.ts'
import { monotonicClock } from '../../../agent/runtime/clock.ts'
import type { FromProtocolThread } from '../../../agent/runtime/thread-messages.ts'
import { warmUp } from '../../../agent/runtime/warm-up.ts'
import { FAST_PATH_MISSING } from '../../support/linux-thread.ts'

const OPTIONS: GroupOptions = Object.freeze({
  agents: [{ host: '127.0.0.1', port: 0, advertise: undefined }],
  seeds: [],
  cluster: 'test',
  config: Object.freeze({ ...PRESETS.default, leaveMs: 0 }),
  metadata: 'role=test',
  seed: 1,
  reportMs: 1000,
})

function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:')
    } catch {
      // The descriptor of the listing itself.
      return false
    }
  }).length
}

const drivers = {
  dgram: await chooseDriver('dgram', monotonicClock(), 1400),
  ffi: await chooseDriver('ffi', monotonicClock(), 1400),
}

for (const [name, chosen] of Object.entries(drivers)) {
  const skip = name === 'ffi' && FAST_PATH_MISSING
  describe(`warming up on ${name}`, { skip }, () => {
    const driver = () => (chosen.ok ? chosen.driver : assert.fail(chosen.reason))

    test('leaves no socket open', {
      skip: platform() !== 'linux' && 'open sockets are counted in /proc, which only Linux has',
    }, async () => {
      // What is opened once for the thread is open after the first time.
      await warmUp(OPTIONS, driver())
      const before = openSockets()
      await warmUp(OPTIONS, driver())
      assert.equal(openSockets(), before)
    })

    test('shows in no counter of the agents that come', async () => {
      await warmUp(OPTIONS, driver())
      const said: FromProtocolThread[] = []
      const post = (message: FromProtocolThread) => said.push(message)
      const group = await AgentGroup.open(OPTIONS, {
        driver: driver(),
        taken: () => 0,
        gc: () => [],
        post,
      })
      group.start()
      group.obey({ kind: 'report' })
      await group.close()
      const [batch] = said.filter((message) => message.kind === 'batch')
      assert.deepEqual(batch?.answers, [])
      const [[, totals] = assert.fail('no totals')] = batch.totals ?? []
      const { members, messages, incarnation } = totals
      assert.deepEqual(messages, { sent: {}, received: {}, malformed: {}, sendErrors: {} })
      assert.deepEqual(members, { alive: 1, suspect: 0, dead: 0, left: 0 })
      assert.equal(incarnation, 0)
      assert.ok(Object.values(totals.counters).every((count) => count === 0))
    })
  })
}
