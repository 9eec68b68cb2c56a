import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { PRESETS } from '../../../agent/index.ts'
import { UserError } from '../../../harness/errors.ts'
import { foldersOf, runFlags, runOptionsFrom } from '../../../harness/flags/run-flags.ts'
import type { RunOptions } from '../../../harness/run-options.ts'

const { signal } = new AbortController()

async function options(...argv: string[]): Promise<RunOptions> {
  const { flags } = await Parser.parse(argv, { flags: runFlags })
  return runOptionsFrom(flags as Parameters<typeof runOptionsFrom>[0], signal)
}

describe('the flags of run', () => {
  test('make a run of four agents for half a minute when none is given', async () => {
    const { seed, ...others } = await options()
    assert.ok(Number.isInteger(seed))
    assert.deepEqual(others, {
      scenario: 'steady',
      nodes: 4,
      agentsPerProcess: 1,
      basePort: 9000,
      durationMs: 30_000,
      warmupMs: 2000,
      preset: 'default',
      protocol: PRESETS.default,
      crashes: undefined,
      name: undefined,
      spans: true,
      thresholds: [],
      transport: 'auto',
      realtime: false,
      floor: true,
      resultsDir: 'results',
      tracesDir: 'traces',
      signal,
    })
  })

  test('take the seed that is given, and a new one each time otherwise', async () => {
    assert.equal((await options('--seed', '7')).seed, 7)
    const seeds = await Promise.all([options(), options(), options()])
    assert.equal(new Set(seeds.map(({ seed }) => seed)).size, 3)
  })

  test('put results and traces side by side', () => {
    assert.deepEqual(foldersOf('/srv/bench'), {
      resultsDir: '/srv/bench/results',
      tracesDir: '/srv/bench/traces',
    })
  })

  const refused: readonly (readonly [string[], RegExp])[] = [
    [['--duration', '0'], /above zero/],
    [['--realtime', '--transport', 'dgram'], /--realtime means nothing to --transport dgram/],
    [['--crashes', '3'], /means nothing to scenario steady/],
    [['--probe-timeout', '2s'], /--probe-timeout \(2s\) must be below --probe-interval/],
    [['--datagram-bytes-max', '3'], /--datagram-bytes-max is 3/],
  ]
  for (const [argv, message] of refused) {
    test(`refuse ${argv.join(' ')} as misuse`, async () => {
      await assert.rejects(options(...argv), (error) => {
        assert.ok(error instanceof UserError)
        assert.match(error.message, message)
        assert.equal(error.exitCode, 2)
        return true
      })
    })
  }

  for (const argv of [
    ['-n', '1'],
    ['-n', '1001'],
    ['--base-port', '65536'],
    ['--duration', '5'],
    ['--suspicion-stretch', 'x'],
  ]) {
    test(`do not read ${argv.join(' ')}`, async () => {
      await assert.rejects(options(...argv))
    })
  }
})
