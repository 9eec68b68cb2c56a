import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { configFrom } from '../../../agent/index.ts'
import { UserError } from '../../../harness/errors.ts'
import type { RunOptions } from '../../../harness/run-options.ts'
import { crash } from '../../../harness/scenarios/crash.ts'

const options: RunOptions = {
  scenario: 'crash',
  nodes: 5,
  agentsPerProcess: 1,
  basePort: 0,
  durationMs: 1000,
  warmupMs: 0,
  preset: 'default',
  protocol: configFrom('default'),
  seed: 1,
  crashes: 2,
  name: undefined,
  spans: false,
  transport: 'auto',
  floor: false,
  resultsDir: 'results',
  tracesDir: 'traces',
  signal: new AbortController().signal,
}

describe('the crash scenario', () => {
  test('is refused for agents that share a process, with the reason', () => {
    assert.throws(
      () => crash.check({ ...options, agentsPerProcess: 2 }),
      (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, /SIGKILL takes the whole process/)
        assert.equal(error.exitCode, 2)
        return true
      },
    )
  })

  test('is refused for two agents', () => {
    assert.throws(() => crash.check({ ...options, nodes: 2 }), /needs 3 agents/)
  })

  test('is fine with a process per agent', () => {
    crash.check(options)
  })
})
