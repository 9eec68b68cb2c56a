/** What the flags of `flamegraph` mean together. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { UserError } from '../../../harness/errors.ts'
import { profileFlags, profileOptionsFrom } from '../../../harness/flags/profile-flags.ts'
import type { TargetRequest } from '../../../harness/target/target.ts'

async function options(argv: readonly string[], request: TargetRequest = {}) {
  const { flags } = await Parser.parse([...argv], { flags: profileFlags })
  const { signal } = new AbortController()
  return profileOptionsFrom(flags as Parameters<typeof profileOptionsFrom>[0], request, signal)
}

describe('the flags of flamegraph', () => {
  test('profile one of four agents with the inspector for ten seconds when none is given', async () => {
    const { signal: _, ...rest } = await options([])
    assert.deepEqual(rest, {
      request: {},
      join: [],
      nodes: 4,
      probeIntervalMs: undefined,
      backend: 'inspector',
      durationMs: 10_000,
      frequencyHz: undefined,
      isOffCpu: false,
      hasControl: true,
      resultsDir: 'results',
      tracesDir: 'traces',
    })
  })

  test('--join goes with an address', async () => {
    const argv = ['--join', '127.0.0.1:9000', '--join', '127.0.0.1:9001']
    const { join } = await options(argv, { address: ':9010' })
    assert.deepEqual(join, ['127.0.0.1:9000', '127.0.0.1:9001'])
  })

  for (const [argv, message] of [
    [['--join', '127.0.0.1:9000'], /--join needs the address/],
    [['--duration', '0'], /--duration must be above zero/],
    [['--duration', '1h'], /at most 10m/],
  ] as const) {
    test(`refuse ${argv.join(' ')} as misuse`, async () => {
      await assert.rejects(options(argv), (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, message)
        assert.equal(error.exitCode, 2)
        return true
      })
    })
  }
})
