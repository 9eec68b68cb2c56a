/** The telemetry thread when the protocol thread fails it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentEvent } from '../../../agent/contract.ts'
import { PRESETS } from '../../../agent/protocol/presets.ts'
import { AgentProcess } from '../../../agent/runtime/agent-process.ts'

test('a crash of the protocol thread is told and ends the process with 1', async () => {
  const events: AgentEvent[] = []
  const agentProcess = new AgentProcess(
    {
      agents: [{ host: '127.0.0.1', port: 0, advertise: undefined }],
      seeds: [],
      cluster: 'test',
      config: PRESETS.default,
      // The command line refuses this much, so that the protocol may take it for a bug.
      metadata: 'x'.repeat(513),
      seed: 1,
      transport: 'dgram',
      isRealtime: false,
      reportMs: 1000,
      isTelemetryOn: false,
      isOneThread: false,
    },
    { environment: {}, processId: 1, write: (line) => events.push(JSON.parse(line)) },
  )
  assert.equal(await agentProcess.finished, 1)
  const last = events.at(-1)
  assert.ok(last?.event === 'error')
  assert.equal(last.code, 'protocol-thread-crashed')
  assert.ok(last.fatal)
  assert.match(last.message, /metadata is 513 bytes/)
})
